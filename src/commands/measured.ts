import type { CommandName } from '../domain/command.ts'
import { commandSeconds, commandsSent } from '../telemetry/measures.ts'
import type { Sent } from './sent.ts'

/** Counts what comes of a command to an office or an area, and times its answer. What sending throws counts as failed. */
export async function measured<A>(
  way: 'office' | 'area',
  command: CommandName,
  send: () => Promise<Sent<A>>,
): Promise<Sent<A>> {
  const end = commandSeconds.startTimer({ way, command })
  try {
    const sent = await send()
    commandsSent.inc({ way, command, ...wordsOf(sent) })
    return sent
  } catch (error) {
    commandsSent.inc({ way, command, ...FAILED })
    throw error
  } finally {
    end()
  }
}

/**
 * The same of commands that are sent together: each is counted, and all are timed as one.
 * @param send answers what came of each, in the order of the commands
 */
export async function measuredBatch<A>(
  commands: readonly CommandName[],
  send: () => Promise<Sent<A>[]>,
): Promise<Sent<A>[]> {
  const way = 'batch'
  const end = commandSeconds.startTimer({ way, command: 'batch' })
  try {
    const sent = await send()
    for (const [i, command] of commands.entries()) commandsSent.inc({ way, command, ...wordsOf(sent[i]!) })
    return sent
  } catch (error) {
    for (const command of commands) commandsSent.inc({ way, command, ...FAILED })
    throw error
  } finally {
    end()
  }
}

const FAILED = { outcome: 'failed', refusal: '' }

function wordsOf(sent: Sent<unknown>): { outcome: string; refusal: string } {
  return { outcome: sent.outcome, refusal: sent.outcome === 'refused' ? sent.type : '' }
}
