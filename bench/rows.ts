/** A line of the page: what was measured, and what it must be. */
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

/** What a measurement is held against alone: a line without a limit. */
export function told(what: string, value: number): Row {
  return { what, figure: value.toFixed(2), must: '', holds: true }
}
