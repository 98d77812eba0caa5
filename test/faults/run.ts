import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { brokenPromises } from './promises.ts'
import { playYear } from './year.ts'

/**
 * `npm run test:faults [-- --seed TEXT] [-- --rounds N] [-- --faults N] [-- --hosts N]`: plays the year of one province while the service's parts are killed,
 * frozen and starved at moments that chance chooses, N times, each with a seed of its own; with --hosts on a real Temporal cluster of so many hosts. Ends with 1 at the first promise that is broken.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    rounds: { type: 'string', default: '1' },
    faults: { type: 'string', default: '30' },
    hosts: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})
const [rounds, faults] = [Number(values.rounds), Number(values.faults)]
const hosts = values.hosts === undefined ? undefined : Number(values.hosts)
if (!(rounds > 0 && faults >= 0 && (hosts === undefined || hosts > 0)))
  throw new Error('--rounds, --faults and --hosts must be numbers')

/** A year that does not come to its end is a fault too: somewhere something waits for ever. */
const ENDS_WITHIN_MS = 30 * 60_000

for (let round = 1; round <= rounds; round++) {
  const seed = values.seed ?? randomBytes(4).toString('hex')
  const patience = setTimeout(() => {
    console.log(
      `${round} of ${rounds}  seed ${seed}  has not come to its end in ${ENDS_WITHIN_MS / 60_000} minutes: BROKEN`,
    )
    process.exit(1)
  }, ENDS_WITHIN_MS)
  const seen = await playYear({
    ...{ seed, faults, clusterHosts: hosts },
    say: values.verbose ? (line) => console.error(line) : undefined,
  })
  clearTimeout(patience)
  const broken = brokenPromises(seen)
  const accepted = seen.answered.filter((a) => a.isAccepted).length
  console.log(
    `${round} of ${rounds}  seed ${seed}  ${seen.faults.length} faults, ${seen.restarts} restarts, ${seen.answered.length} requests raced (${accepted} accepted), ${(seen.ms / 1000).toFixed(0)} s: ${broken.length === 0 ? 'all promises kept' : 'BROKEN'}`,
  )
  if (broken.length > 0) {
    console.log([...broken, '', 'What befell it:', ...seen.faults].join('\n'))
    process.exit(1)
  }
}
process.exit(0)
