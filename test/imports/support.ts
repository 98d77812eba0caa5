import { readTable } from '../../src/spreadsheet/read.ts'
import type { Table } from '../../src/spreadsheet/table.ts'
import type { OfficeNames } from '../../src/thai/offices.ts'
import { programme2568 } from '../programme/support.ts'
import { type Values, workbook } from '../spreadsheet/support/files.ts'

/** All 954 offices of 2568, as the service names them. */
export const offices: readonly OfficeNames[] = programme2568.provinces.flatMap((p) =>
  [p, ...p.districts].map(({ code, nameTh }) => ({ code, name: nameTh, province: p.nameTh })),
)

/** These values as a workbook, read back. */
export async function tableOf(values: Values): Promise<Table> {
  return readTable(await workbook(values))
}
