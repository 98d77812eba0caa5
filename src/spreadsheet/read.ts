import { readDelimited } from './delimited.ts'
import type { Table } from './table.ts'
import { decodeText } from './text.ts'
import { MAX_FILE_BYTES, UnusableFileError } from './unusable.ts'
import { readWorkbook } from './workbook.ts'

/**
 * Reads a table from an official's file: .xlsx, or CSV in UTF-8, UTF-16 or windows-874. What its bytes are decides, whatever
 * the file is called.
 * @param sheet the sheet's name, or its number from 1; the first when left out
 * @throws UnusableFileError for everything else: too large, of another kind, locked, damaged, or meant to do harm
 */
export async function readTable(
  bytes: Uint8Array,
  { sheet }: { sheet?: string | number | undefined } = {},
): Promise<Table> {
  if (bytes.length === 0) throw new UnusableFileError('empty-file')
  if (bytes.length > MAX_FILE_BYTES) throw new UnusableFileError('file-too-large')
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const table = await tableIn(buffer, sheet)
  if (table.rows.length === 0)
    throw table.sheet === undefined
      ? new UnusableFileError('empty-file')
      : new UnusableFileError('empty-sheet', { sheet: table.sheet, sheets: table.sheets })
  return table
}

async function tableIn(buffer: Buffer, sheet: string | number | undefined): Promise<Table> {
  if (ZIP.some((magic) => startsWith(buffer, magic))) return readWorkbook(buffer, sheet)
  // Excel before 2007 and every workbook with a password are files of the same outer kind.
  if (startsWith(buffer, COMPOUND))
    throw new UnusableFileError(buffer.includes(ENCRYPTED_PACKAGE) ? 'encrypted-file' : 'old-excel')
  if (sheet !== undefined && sheet !== 1)
    throw new UnusableFileError('unknown-sheet', { sheet: String(sheet), sheets: [] })
  return readDelimited(decodeText(buffer))
}

const ZIP = [
  [0x50, 0x4b, 3, 4],
  [0x50, 0x4b, 5, 6],
]
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0]
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le')

function startsWith(buffer: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, i) => buffer[i] === byte)
}
