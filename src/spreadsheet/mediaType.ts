/** What a workbook (.xlsx) is called on its way. */
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
