import type { YearSeen } from './year.ts'

/** A promise of the service, and what is seen where it is broken. */
export const promises: Readonly<Record<string, (seen: YearSeen) => readonly string[]>> = {
  'every reminder, escalation, digest and answer of the scripted year, each exactly once': ({ missing, surplus }) => [
    ...missing.map((line) => `missing: ${line}`),
    ...surplus.map((line) => `too many: ${line}`),
  ],
  'an accepted command is recorded once': ({ answered, recorded }) =>
    answered
      .filter(({ key, isAccepted, target }) => isAccepted && !target.startsWith('area:') && recorded.get(key) !== 1)
      .map(({ key, command, target }) => `${key} (${command}, ${target}): recorded ${recorded.get(key) ?? 0} times`),
  'a refused command leaves nothing': ({ answered, recorded }) =>
    answered
      .filter(({ key, isAccepted }) => !isAccepted && recorded.has(key))
      .map(({ key, command, target }) => `${key} (${command}, ${target}): recorded though refused`),
  'nothing is recorded that nobody was told of': ({ answered, recorded }) => {
    const told = new Set(answered.map(({ key }) => key))
    return [...recorded.keys()].filter((key) => !told.has(key))
  },
  'a request is answered the same wherever it is asked': ({ contradictions }) => contradictions,
  'a balance is the sum of its entries, and no more than was allocated': ({ lines }) =>
    lines
      .filter(({ balance, entries, allocated }) => balance !== entries || balance < 0 || balance > allocated)
      .map((line) => JSON.stringify(line)),
  'at most one digest a day to one reader': ({ digestsTwiceADay }) => digestsTwiceADay,
  'the audit trail is whole': ({ audit }) => audit,
  'every workflow says what the database says': ({ drift }) => drift,
  'every mail that was sent has arrived, and no other': ({ mailsLost, mailsUnknown }) => [
    ...mailsLost.map((id) => `lost: ${id}`),
    ...mailsUnknown.map((id) => `unknown: ${id}`),
  ],
  'every workflow runs': ({ brokenWorkflows }) => brokenWorkflows,
}

/** Every broken promise, with what was seen. */
export function brokenPromises(seen: YearSeen): string[] {
  return Object.entries(promises).flatMap(([promise, look]) => {
    const found = look(seen)
    return found.length > 0 ? [`${promise}:`, ...found.slice(0, 20).map((line) => `  ${line}`)] : []
  })
}
