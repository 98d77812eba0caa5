/** How much of what was recorded a page shows: an import of the whole country names thousands of rows. */
const SHOWN = 40

/** What was recorded with something, flat: `lines.0.amount` and what it says. The rest of what is too long is counted. */
export function detailsShown(recorded: unknown): [name: string, value: string][] {
  const all = flat('', recorded)
  const rest = all.length - SHOWN
  return rest > 0 ? [...all.slice(0, SHOWN), ['…', `และอีก ${rest} ค่า`]] : all
}

function flat(name: string, value: unknown): [string, string][] {
  if (value === null || typeof value !== 'object') return [[name, String(value ?? '-')]]
  if (Array.isArray(value) && value.every((v) => v === null || typeof v !== 'object')) return [[name, value.join(', ')]]
  return Object.entries(value).flatMap(([key, inner]) => flat(name === '' ? key : `${name}.${key}`, inner))
}
