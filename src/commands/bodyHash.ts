import { createHash } from 'node:crypto'
import { canonical } from '../domain/canonical.ts'
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
