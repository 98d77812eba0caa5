import { spawnSync } from 'node:child_process'

let known: boolean | undefined

/** Whether a process can be made to end with the one that started it. */
export function canEndWithParent(): boolean {
  known ??= process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0
  return known
}

/**
 * What to put before a command so that it is sent `signal` when the process that started it is gone, even by SIGKILL: a
 * part must not outlive the service unseen. Nothing where the system has no such thing (only Linux has): there what was
 * left behind is found by its pid file at the next start.
 */
export function endedWithParent(signal: NodeJS.Signals): string[] {
  return canEndWithParent() ? ['setpriv', '--pdeathsig', signal.replace(/^SIG/, ''), '--'] : []
}
