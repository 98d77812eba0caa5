import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Removes mails of which only a beginning was written when the inbox was killed. Their sender was never told that they were taken,
 * and sends them again; the inbox would show the fragments beside them.
 * @param folder of .eml files, as maildev keeps them
 */
export function removeCutOffMails(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.eml')) continue
    const file = join(folder, name)
    if (isCutOff(readFileSync(file, 'latin1'))) rmSync(file)
  }
}

/** Whether a message ends before its headers do or, of several parts, before the line that closes the last (RFC 2046, 5.1.1). */
function isCutOff(message: string): boolean {
  const end = message.search(/\r?\n\r?\n/)
  if (end === -1) return true
  const boundary = /^content-type:\s*multipart\/[\s\S]*?\bboundary="?([^";\r\n]+)/im.exec(message.slice(0, end))?.[1]
  return boundary !== undefined && !message.includes(`--${boundary}--`)
}
