import { PDFiumLibrary } from '@hyzyla/pdfium'

/** The text of every page of a PDF, as Chrome's reader finds and copies it; without its line breaks, and no space twice. */
export async function pdfPages(bytes: Uint8Array): Promise<string[]> {
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(bytes)
    return [...document.pages()].map((page) => page.getText().replaceAll('\r\n', '').replaceAll(/ +/g, ' '))
  } finally {
    library.destroy()
  }
}
