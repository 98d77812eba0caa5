import { parseArgs } from 'node:util'
import { InvalidFileError } from '../programme/load.ts'

/** A command was called with wrong words. */
export class UsageError extends Error {}

/** Runs a command of the terminal: what goes wrong is said in a sentence, and the exit status tells. */
export async function runCommand(usage: string, command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`)
    else if (error instanceof InvalidFileError) console.error(`A file cannot be used:\n${error.message}`)
    else console.error(error instanceof Error ? (process.env.DEBUG ? error.stack : error.message) : error)
    process.exitCode = error instanceof UsageError ? 2 : 1
  }
}

/** Reads `--name value` pairs; those named in `required` must be there, no others may. */
export function readOptions<R extends string, O extends string = never>(
  required: readonly R[],
  optional: readonly O[] = [],
  args: readonly string[] = process.argv.slice(2),
): Record<R, string> & Partial<Record<O, string>> {
  let values: Record<string, unknown>
  try {
    const options = Object.fromEntries([...required, ...optional].map((name) => [name, { type: 'string' as const }]))
    values = parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const missing = required.filter((name) => values[name] === undefined)
  if (missing.length > 0) throw new UsageError(`Missing: ${missing.map((m) => `--${m}`).join(', ')}`)
  return values as Record<R, string> & Partial<Record<O, string>>
}
