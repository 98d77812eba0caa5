import { UnusableFileError } from './unusable.ts'

/**
 * The text of a file in UTF-16 (by its mark), UTF-8, or windows-874, the Thai code page of older Windows (TIS-620).
 * @throws UnusableFileError `unreadable-file` when it is text in none of them
 */
export function decodeText(bytes: Uint8Array): string {
  const text = decoded(bytes)
  if (text === undefined || UNWRITTEN.test(text))
    throw new UnusableFileError('unreadable-file', { because: 'neither a workbook nor text' })
  if (/^\s*(<(!doctype|html|table|\?xml)|%PDF-|\{\\rtf)/i.test(text))
    throw new UnusableFileError('unreadable-file', { because: 'a web page or a document, not a table' })
  return text
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what nobody writes into a table is what tells a picture from a text
const UNWRITTEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\p{Cs}/u

function decoded(bytes: Uint8Array): string | undefined {
  const mark = [bytes[0], bytes[1]].join()
  if (mark === '255,254') return inEncoding('utf-16le', bytes)
  if (mark === '254,255') return inEncoding('utf-16be', bytes)
  return inEncoding('utf-8', bytes) ?? inEncoding('windows-874', bytes)
}

function inEncoding(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
