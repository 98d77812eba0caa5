import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PDFDocument from 'pdfkit'

/** Papers as PDF: Sarabun on A4, margins as the rules on correspondence have them. The same content is the same bytes. */

const CM = 72 / 2.54
const MARGINS = { top: 2 * CM, bottom: 2 * CM, left: 3 * CM, right: 2 * CM }
/** A paper's dates are in its words: its file bears none, so that it can be made again. */
const NO_DATE = new Date(0)
const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/sarabun/package.json'))

/** A column of a table: its header, its share of the width, and whether its cells are figures. */
export interface PaperColumn<Row> {
  readonly header: string
  readonly share: number
  readonly isFigure?: boolean
  text(row: Row): string
}

/** A paper that is written from the top, in the words of its caller. */
export class Paper {
  private readonly document: PDFKit.PDFDocument
  private readonly bytes: Promise<Buffer>
  private readonly footer: string

  /** @param footer what stands at the foot of every page, before its number */
  constructor(title: string, footer: string, { isLandscape = false } = {}) {
    this.footer = footer
    this.document = new PDFDocument({
      ...{
        size: 'A4',
        layout: isLandscape ? 'landscape' : 'portrait',
        margins: MARGINS,
        bufferPages: true,
        lang: 'th-TH',
        // A snapshot's bytes are not to depend on the version of a compressor.
        compress: false,
      },
      info: { Title: title, CreationDate: NO_DATE, ModDate: NO_DATE },
    })
    const chunks: Buffer[] = []
    this.document.on('data', (chunk: Buffer) => chunks.push(chunk))
    this.bytes = new Promise((resolve, reject) => {
      this.document.on('end', () => resolve(Buffer.concat(chunks)))
      this.document.on('error', reject)
    })
    this.document.registerFont('regular', join(fonts, '400Regular', 'Sarabun_400Regular.ttf'))
    this.document.registerFont('bold', join(fonts, '700Bold', 'Sarabun_700Bold.ttf'))
  }

  /** A heading, on the page of what follows it. */
  heading(text: string): this {
    if (this.room < HEADING_NEEDS) this.document.addPage()
    this.document.font('bold').fontSize(15)
    return this.lines(text, 20).space(4)
  }

  line(text: string): this {
    this.document.font('regular').fontSize(11)
    return this.lines(text, 15)
  }

  gap(): this {
    return this.space(9)
  }

  /** A table. Its header is repeated on every page, and no row is broken in two. */
  table<Row>(columns: readonly PaperColumn<Row>[], rows: readonly Row[]): this {
    const share = this.width / columns.reduce((sum, c) => sum + c.share, 0)
    const widths = columns.map((c) => c.share * share)
    this.document.fontSize(CELL_SIZE).font('bold')
    const header = this.measured(
      columns.map((c) => c.header),
      widths,
    )
    this.document.font('regular')
    const measured = rows.map((row) =>
      this.measured(
        columns.map((c) => c.text(row)),
        widths,
      ),
    )
    const headerAligned = columns.map(() => 'centre' as const)
    const aligned = columns.map((c) => (c.isFigure ? 'right' : 'left'))
    const begin = () => this.row(header, widths, headerAligned, true)
    if (header.height + (measured[0]?.height ?? 0) > this.room) this.document.addPage()
    begin()
    for (const row of measured) {
      if (row.height > this.room) {
        this.document.addPage()
        begin()
      }
      this.row(row, widths, aligned, false)
    }
    this.document.x = MARGINS.left
    return this
  }

  private row(
    { cells, height }: MeasuredRow,
    widths: readonly number[],
    aligned: readonly Alignment[],
    isHeader: boolean,
  ): void {
    const { y } = this.document
    let x = MARGINS.left
    this.document.lineWidth(0.5)
    cells.forEach((lines, i) => {
      const width = widths[i]!
      this.document.rect(x, y, width, height)
      if (isHeader) this.document.fillAndStroke(HEADER_FILL, INK).fillColor(INK)
      else this.document.stroke(INK)
      this.document.font(isHeader ? 'bold' : 'regular').fontSize(CELL_SIZE)
      const top = y + (height - lines.length * CELL_LINE) / 2
      lines.forEach((text, n) => {
        this.put(text, x + PADDING, top + n * CELL_LINE, { align: aligned[i]!, within: width - 2 * PADDING })
      })
      x += width
    })
    this.document.y = y + height
  }

  private measured(texts: readonly string[], widths: readonly number[]): MeasuredRow {
    const cells = texts.map((text, i) => this.broken(text, widths[i]! - 2 * PADDING))
    return { cells, height: Math.max(...cells.map((lines) => lines.length)) * CELL_LINE + 4 }
  }

  /** Lines over the width of the page, each on the page that has room for it. */
  private lines(text: string, height: number): this {
    for (const line of this.broken(text, this.width)) {
      if (this.room < height) this.document.addPage()
      const { y } = this.document
      this.put(line, MARGINS.left, y)
      this.document.y = y + height
    }
    return this
  }

  private space(points: number): this {
    this.document.y += points
    return this
  }

  /**
   * One line of text, in the font that is set. With its characters as they were written: a font draws ำ as two signs, and what is
   * copied from the paper, searched in it or read aloud would miss a vowel.
   */
  private put(text: string, x: number, y: number, { align = 'left', within = 0 }: Place = {}): void {
    const free = align === 'left' ? 0 : within - this.document.widthOfString(text)
    this.document.markContent('Span', { actual: text })
    this.document.text(text, x + (align === 'centre' ? free / 2 : free), y, { lineBreak: false })
    this.document.endMarkedContent()
  }

  /**
   * A text in lines no wider than there is room, broken between words, which Thai does not write apart; in the font that is set.
   * What is longer than a line by itself is broken where the line is full.
   */
  private broken(text: string, room: number): string[] {
    const fits = (line: string) => this.document.widthOfString(line.trimEnd()) <= room
    const lines: string[] = []
    let line = ''
    for (const word of wordsOf(text))
      for (const piece of fits(word.trimStart()) ? [word] : syllables.segment(word)) {
        const part = typeof piece === 'string' ? piece : piece.segment
        if (line !== '' && !fits(line + part)) {
          lines.push(line.trimEnd())
          line = part.trimStart()
        } else line += part
      }
    return [...lines, line.trimEnd()]
  }

  private get width(): number {
    return this.document.page.width - MARGINS.left - MARGINS.right
  }

  /** What is left of the page, in points. */
  private get room(): number {
    return this.document.page.height - MARGINS.bottom - this.document.y
  }

  /** The paper's bytes, with the number of every page. */
  finish(): Promise<Buffer> {
    const { count } = this.document.bufferedPageRange()
    for (let page = 0; page < count; page++) {
      this.document.switchToPage(page)
      const { width, height } = this.document.page
      // Below the margin: else a page would be begun for it.
      this.document.page.margins.bottom = 0
      this.document.font('regular').fontSize(9)
      const within = width - MARGINS.left - MARGINS.right
      const text = `${this.footer}  หน้า ${page + 1}/${count}`
      this.put(text, MARGINS.left, height - MARGINS.bottom * 0.7, { align: 'right', within })
    }
    this.document.end()
    return this.bytes
  }
}

type Alignment = 'left' | 'centre' | 'right'

/** Where a line stands in a width. */
interface Place {
  readonly align?: Alignment
  readonly within?: number
}

/** The lines of every cell of a row. */
interface MeasuredRow {
  readonly cells: readonly (readonly string[])[]
  readonly height: number
}

const segmenter = new Intl.Segmenter('th', { granularity: 'word' })
/** What may not be torn apart: a consonant with its vowels and marks. */
const syllables = new Intl.Segmenter('th', { granularity: 'grapheme' })

/** The words of a text, each with the brackets and marks that belong to it. */
function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const { segment } of segmenter.segment(text)) {
    const last = words.at(-1)
    const isOne = last !== undefined && (/^[)\]”",.:;%ๆฯ]/.test(segment) || /[([“]$/.test(last))
    if (isOne) words[words.length - 1] = last + segment
    else words.push(segment)
  }
  return words
}

/** In points: the text of a cell, its line, what stands free beside it, and what a heading needs with what follows it. */
const CELL_SIZE = 9
const CELL_LINE = 12
const PADDING = 4
const HEADING_NEEDS = 90
const INK = '#000000'
const HEADER_FILL = '#eef2f7'
