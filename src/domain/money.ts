/** An amount of money in satang, always a whole number (1 baht = 100 satang). */
export type Satang = number

/** How baht are written at every edge: digits with at most two decimals, no sign, no separators. */
export const BAHT_FORM = /^(0|[1-9]\d{0,11})(\.\d{1,2})?$/

/**
 * Reads a baht amount as written at every edge, `12500.50`.
 * Returns undefined for anything else, so that nothing is ever rounded.
 */
export function parseBaht(text: string): Satang | undefined {
  if (!BAHT_FORM.test(text)) return undefined
  const [whole, fraction = ''] = text.split('.')
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}

/** Writes satang as baht with two decimals, `12500.50`. */
export function formatBaht(amount: Satang): string {
  const sign = amount < 0 ? '-' : ''
  const digits = String(Math.abs(amount)).padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
