import type { VNode } from 'preact'
import type { LineBalance } from '../../domain/office.ts'

/** How much of what a line, or a whole area, was allocated is disbursed and returned, as a bar. The figures beside it say the same. */
export function LineBar({
  line: { allocated, disbursed, returned },
}: {
  line: Pick<LineBalance, 'allocated' | 'disbursed' | 'returned'>
}): VNode | null {
  if (allocated === 0) return null
  const percent = (satang: number) => (satang * 100) / allocated
  return (
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="whole" width="100" height="4" />
      <rect class="disbursed" width={percent(disbursed)} height="4" />
      <rect class="returned" x={percent(disbursed)} width={percent(returned)} height="4" />
    </svg>
  )
}
