import { type Part, runPart } from '../src/stack/part.ts'

/**
 * Starts a process of the bench's own, and waits until it says that it runs.
 * @param entry what it runs; the last thing that it prints when it is ready is `${name} runs`
 */
export function startProcess({
  name,
  entry,
  flags = [],
  environment,
  onLine = () => undefined,
  say,
}: {
  name: string
  entry: string
  flags?: readonly string[]
  environment: NodeJS.ProcessEnv
  onLine?: (line: string) => void
  say: (line: string) => void
}): Promise<Part> {
  let runs = false
  return runPart({
    name,
    command: process.execPath,
    args: [...flags, '--import', import.meta.resolve('tsx'), entry],
    options: { env: environment },
    prepare: async () => {
      runs = false
    },
    readyWithinMs: 60_000,
    isReady: async () => runs,
    onLine: (line) => {
      if (line.includes(`${name} runs`)) runs = true
      onLine(line)
    },
    onEvent: say,
  })
}
