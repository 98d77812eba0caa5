import { createHash } from 'node:crypto'
import type { CommandName } from '../domain/command.ts'
import type { OfficeCode } from '../domain/policy.ts'

/** What a request asks for: its command and body, and those chosen of an area. */
interface Asked {
  readonly command: CommandName
  readonly body: unknown
  readonly offices?: readonly OfficeCode[] | undefined
}

/** SHA-256 over what a request asks for, whatever the order of the body's fields. */
export function bodyHash({ command, body, offices }: Asked): string {
  return createHash('sha256')
    .update(`${command} ${canonical(body ?? {})}${offices ? ` of ${offices.join(' ')}` : ''}`)
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
