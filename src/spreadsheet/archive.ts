import { fromBufferPromise, type ZipFile } from 'yauzl'
import { MAX_UNPACKED_BYTES, UnusableFileError } from './unusable.ts'

/** An ordinary workbook has some twenty entries, one with many sheets and pictures a few hundred. */
const MAX_ENTRIES = 2000

/**
 * Unpacks what a workbook says in XML. Bytes are counted while they come out, so a header that lies about its size changes
 * nothing; pictures and other attachments are never unpacked.
 * @returns the text of every XML part by its path
 * @throws UnusableFileError `unreadable-file`, `encrypted-file` or `file-too-large`
 */
export async function unpackXml(bytes: Buffer): Promise<Map<string, string>> {
  const parts = new Map<string, string>()
  let left = MAX_UNPACKED_BYTES
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true })
    if (zip.entryCount > MAX_ENTRIES) throw new UnusableFileError('unreadable-file', { because: 'too many parts' })
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw new UnusableFileError('encrypted-file')
      if (!/\.(xml|rels)$/i.test(entry.fileName)) {
        if (/workbook\.bin$/i.test(entry.fileName))
          throw new UnusableFileError('unreadable-file', { because: 'a binary workbook (.xlsb)' })
        continue
      }
      const part = await unpack(zip, entry, left)
      left -= part.length
      if (parts.has(entry.fileName))
        throw new UnusableFileError('unreadable-file', { because: 'a part is there twice' })
      parts.set(entry.fileName, part.toString('utf8'))
    }
  } catch (error) {
    if (error instanceof UnusableFileError) throw error
    throw new UnusableFileError('unreadable-file', { because: 'a damaged archive' }, { cause: error })
  }
  return parts
}

type Entry = Parameters<ZipFile['openReadStreamPromise']>[0]

async function unpack(zip: ZipFile, entry: Entry, most: number): Promise<Buffer> {
  const stream = await zip.openReadStreamPromise(entry)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += (chunk as Buffer).length
    if (size > most) {
      stream.destroy()
      throw new UnusableFileError('file-too-large')
    }
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
