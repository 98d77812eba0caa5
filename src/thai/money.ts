import { formatBaht, type Satang } from '../domain/money.ts'
import { say } from '../language/say.ts'

/** Satang as `12,500.50`. */
export function amount(satang: Satang): string {
  const [whole, fraction] = formatBaht(satang).split('.')
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`
}

/** Satang as `12,500.50 บาท`. */
export function baht(satang: Satang): string {
  return say`${amount(satang)} บาท`
}

/** Which part of a whole, as `ร้อยละ 49.99`. Cut, never rounded up: what is below a checkpoint reads as below it. */
export function percentOf(part: Satang, whole: Satang): string {
  const hundredths = whole > 0 ? Math.floor((part * 10_000) / whole) : 0
  return say`ร้อยละ ${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
}
