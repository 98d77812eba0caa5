import { createHash } from 'node:crypto'
import type { CommandName } from '../domain/command.ts'

/** SHA-256 over a command and its body, whatever the order of the body's fields. */
export function bodyHash({ command, body }: { readonly command: CommandName; readonly body: unknown }): string {
  return createHash('sha256')
    .update(`${command} ${canonical(body ?? {})}`)
    .digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
      .join(',')}}`
  return JSON.stringify(value) ?? 'null'
}
