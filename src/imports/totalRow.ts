import type { TableRecord } from '../spreadsheet/columns.ts'
import { likenessOf } from '../spreadsheet/writing.ts'

const TOTAL = /^(ยอด|ผล)?รวม|^(grand)?total/

/** Whether a row's first words are a sum's: no office's name begins so. */
export function isTotal({ row }: Pick<TableRecord, 'row'>): boolean {
  const first = row.cells.find((cell) => typeof cell?.value === 'string')
  return first !== undefined && TOTAL.test(likenessOf(String(first.value)))
}
