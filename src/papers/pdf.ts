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
    this.document.text(this.broken(text, this.width)).moveDown(0.3)
    return this
  }

  line(text: string): this {
    this.document.font('regular').fontSize(11)
    this.document.text(this.broken(text, this.width))
    return this
  }

  gap(): this {
    this.document.moveDown(0.6)
    return this
  }

  /** A table. Its header is repeated on every page, and no row is broken in two. */
  table<Row>(columns: readonly PaperColumn<Row>[], rows: readonly Row[]): this {
    const share = this.width / columns.reduce((sum, c) => sum + c.share, 0)
    const widths = columns.map((c) => c.share * share)
    this.document.font('bold').fontSize(CELL_SIZE)
    const header = this.measured(
      columns.map((c) => c.header),
      widths,
    )
    this.document.font('regular').fontSize(CELL_SIZE)
    let rest = rows.map((row) =>
      this.measured(
        columns.map((c) => c.text(row)),
        widths,
      ),
    )
    do {
      let fitting = 0
      for (let used = header.height; fitting < rest.length; fitting++) {
        used += rest[fitting]!.height
        if (used > this.room) break
      }
      // A row taller than a whole page goes on one all the same.
      if (fitting === 0 && rest.length > 0 && this.document.y <= MARGINS.top) fitting = 1
      if (fitting > 0 || rest.length === 0) this.tableOn(columns, widths, header, rest.slice(0, fitting))
      rest = rest.slice(fitting)
      if (rest.length > 0) this.document.addPage()
    } while (rest.length > 0)
    this.document.x = MARGINS.left
    return this
  }

  private tableOn<Row>(
    columns: readonly PaperColumn<Row>[],
    columnStyles: readonly number[],
    header: MeasuredRow,
    rows: readonly MeasuredRow[],
  ): void {
    const cells = ({ texts }: MeasuredRow, isHeader: boolean) =>
      texts.map((text, i) => ({
        text,
        align: { x: isHeader ? 'center' : columns[i]!.isFigure ? 'right' : 'left', y: 'center' },
        ...(isHeader ? { backgroundColor: '#eef2f7', font: { src: 'bold', size: CELL_SIZE } } : {}),
      }))
    this.document.font('regular').fontSize(CELL_SIZE)
    this.document.table({
      columnStyles: [...columnStyles],
      rowStyles: (i: number) => ({
        ...{ minHeight: (i === 0 ? header : rows[i - 1]!).height - 1, padding: [1, PADDING, 1, PADDING], border: 0.5 },
      }),
      data: [cells(header, true), ...rows.map((row) => cells(row, false))],
    } as never)
  }

  private measured(texts: readonly string[], widths: readonly number[]): MeasuredRow {
    const broken = texts.map((text, i) => this.broken(text, widths[i]! - 2 * PADDING - 1))
    const lines = Math.max(...broken.map((text) => text.split('\n').length))
    return { texts: broken, height: lines * CELL_LINE + 4 }
  }

  /** A text with its lines broken between words, which Thai does not write apart; in the font that is set. */
  private broken(text: string, room: number): string {
    // The library adds widths up word by word, and would break again what it finds a hair too long.
    const width = room * 0.97
    const lines: string[] = []
    let line = ''
    for (const segment of wordsOf(text)) {
      if (line !== '' && this.document.widthOfString((line + segment).trimEnd()) > width) {
        lines.push(line.trimEnd())
        line = segment.trimStart()
      } else line += segment
    }
    return [...lines, line.trimEnd()].join('\n')
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
      this.document
        .font('regular')
        .fontSize(9)
        .text(`${this.footer}  หน้า ${page + 1}/${count}`, MARGINS.left, height - MARGINS.bottom * 0.7, {
          ...{ width: width - MARGINS.left - MARGINS.right, align: 'right', lineBreak: false },
        })
    }
    this.document.end()
    return this.bytes
  }
}

interface MeasuredRow {
  readonly texts: readonly string[]
  readonly height: number
}

const segmenter = new Intl.Segmenter('th', { granularity: 'word' })

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
