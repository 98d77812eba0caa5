/** One line of the table: a figure and what it must be. */
export interface Row {
  readonly what: string
  readonly figure: string
  readonly must: string
  readonly holds: boolean
}

export function atMost(what: string, value: number, limit: number): Row {
  return { what, figure: value.toFixed(2), must: `≤ ${limit}`, holds: value <= limit }
}

export function atLeast(what: string, value: number, limit: number): Row {
  return { what, figure: value.toFixed(2), must: `≥ ${limit}`, holds: value >= limit }
}

/** How long something takes, in seconds. */
export async function seconds(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return (performance.now() - began) / 1000
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The smallest value that so large a part of all values does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)]!
}
