import {
  AlignmentType,
  Document,
  Header,
  type IParagraphOptions,
  type ISectionOptions,
  LineRuleType,
  NumberFormat,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { unzipSync, zipSync } from 'fflate'
import { NOT_IN_XML } from '../spreadsheet/sheet.ts'
import { type Numerals, thaiDigits } from '../thai/numerals.ts'

/**
 * A letter to another office (หนังสือภายนอก) as a .docx for its sender to edit: laid out as form 1 of the rules on correspondence
 * (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526) has it, with the measures of the guide to typing official letters with a
 * word processor. docs/letters.md says which measure comes from where. The same letter is the same bytes.
 */
export interface ExternalLetter {
  /** How urgent (ชั้นความเร็ว), above its number; left out for an ordinary one. */
  readonly urgency?: string | undefined
  /** As far as it is known, as after `ที่`. */
  readonly number: string
  /** The office that sends it, and a line for where that is. */
  readonly sender: readonly [office: string, place: string]
  /** Month and year; the day is left for whoever signs. */
  readonly month: string
  readonly subject: string
  readonly to: string
  readonly references: readonly string[]
  readonly enclosures: readonly string[]
  /** ภาคเหตุ, ภาคความประสงค์ and ภาคสรุป, each of one or more paragraphs. */
  readonly parts: readonly (readonly string[])[]
  readonly closing: string
  /** Lines below the room for a signature: a name, a position. */
  readonly signature: readonly string[]
  /** The office in charge and how to reach it. */
  readonly inCharge: readonly string[]
  /** What stands at the head of every page: that it is a draft, of a rehearsal. */
  readonly marks: string
  readonly numerals: Numerals
  readonly attachment?: Attachment | undefined
}

/** A table on pages of its own, after the letter. */
export interface Attachment {
  readonly title: readonly string[]
  readonly columns: readonly AttachmentColumn[]
  readonly rows: readonly (readonly string[])[]
}

export interface AttachmentColumn {
  readonly header: string
  /** Share of the width. */
  readonly share: number
  readonly isFigure?: boolean
}

/** Twentieths of a point, in which the format measures. */
const cm = (centimetres: number) => Math.round((centimetres / 2.54) * 1440)
const pt = (points: number) => points * 20

const PAGE = { width: cm(21), height: cm(29.7) }
const MARGIN = { top: cm(2.5), bottom: cm(2), left: cm(3), right: cm(2), header: cm(1.25), footer: cm(1) }
const TEXT_WIDTH = PAGE.width - MARGIN.left - MARGIN.right
/** The emblem's place is the middle of the page, 1.5 to 4.5 cm below its edge; the number stands beside its feet. */
const CENTRE = PAGE.width / 2 - MARGIN.left
const ABOVE_NUMBER = cm(3.85) - MARGIN.top
const PARAGRAPH_INDENT = cm(2.5)
/** Left empty for a signature, and below it. */
const ROOM_LINES = 3
/** Signed in the middle of this: what closes the letter then begins about the middle of the page. */
const SIGNATURE = { left: cm(5), right: cm(2.7) }

/** What offices have installed. Where it is missing, the font table names others of the same design. */
const FONT = 'TH SarabunPSK'
const FALLBACK = 'TH Sarabun New,TH SarabunIT๙,Sarabun,Laksaman'
const SIZE = 16
const URGENCY = { size: 32, colour: 'FF0000' }

/** When the file's parts were last changed, in no time zone: the same content is the same bytes. */
const CHANGED = new Date(1980, 0, 1)
/** What the library would fill with the moment and its own name. */
const OVERRIDES = [
  {
    path: 'docProps/core.xml',
    data:
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
      '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"' +
      ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>' +
      '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>',
  },
  {
    path: 'word/fontTable.xml',
    data:
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
      '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' +
      `<w:font w:name="${FONT}"><w:altName w:val="${FALLBACK}"/><w:charset w:val="DE"/><w:family w:val="swiss"/>` +
      '<w:pitch w:val="variable"/></w:font></w:fonts>',
  },
]

/** The letter's bytes. */
export async function externalLetter(letter: ExternalLetter): Promise<Buffer> {
  const write = new LetterWriting(letter.numerals)
  const document = new Document({
    compatabilityModeVersion: 15,
    styles: {
      default: {
        document: {
          run: { font: FONT, size: SIZE * 2, language: { value: 'en-US', bidirectional: 'th-TH' } },
          paragraph: { spacing: { before: 0, after: 0, line: 240, lineRule: LineRuleType.AUTO } },
        },
      },
    },
    sections: [
      write.section(letter.marks, write.body(letter)),
      ...(letter.attachment ? [write.section(letter.marks, write.attached(letter.attachment), true)] : []),
    ],
  })
  const written = await Packer.toBuffer(document, undefined, OVERRIDES)
  return Buffer.from(zipSync(unzipSync(written), { mtime: CHANGED, level: 6 }))
}

/** The parts of a letter, with the digits it is written in. */
class LetterWriting {
  private readonly numerals: Numerals

  constructor(numerals: Numerals) {
    this.numerals = numerals
  }

  section(marks: string, children: (Paragraph | Table)[], isLandscape = false): ISectionOptions {
    const end = isLandscape ? PAGE.height - MARGIN.left - MARGIN.right : TEXT_WIDTH
    const mark = (...number: TextRun[]) =>
      new Header({
        children: [
          new Paragraph({
            tabStops: [{ type: TabStopType.CENTER, position: Math.round(end / 2) }],
            children: [this.run(marks), ...number],
          }),
        ],
      })
    const page = new TextRun({ children: [new Tab(), '- ', PageNumber.CURRENT, ' -'] })
    return {
      properties: {
        titlePage: true,
        page: {
          margin: MARGIN,
          size: {
            ...PAGE,
            orientation: isLandscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
          },
          pageNumbers: {
            start: 1,
            formatType: this.numerals === 'thai' ? NumberFormat.THAI_NUMBERS : NumberFormat.DECIMAL,
          },
        },
      },
      headers: { first: mark(), default: mark(page) },
      children,
    }
  }

  body(letter: ExternalLetter): Paragraph[] {
    const [office, place] = letter.sender
    const toTheRight = [{ type: TabStopType.RIGHT, position: TEXT_WIDTH }]
    const lastPart = letter.parts.length - 1
    return [
      this.beforeNumber(letter.urgency),
      new Paragraph({ tabStops: toTheRight, children: [this.run(`ที่ ${letter.number}`), this.afterTab(office)] }),
      new Paragraph({ tabStops: toTheRight, children: [this.afterTab(place)] }),
      new Paragraph({ indent: { left: CENTRE }, spacing: { before: pt(6) }, children: [this.run(letter.month)] }),
      ...this.labelled('เรื่อง', 1.25, [letter.subject]),
      ...this.labelled('เรียน', 1.25, [letter.to]),
      ...this.labelled('อ้างถึง', 1.5, letter.references),
      ...this.labelled('สิ่งที่ส่งมาด้วย', 3, letter.enclosures),
      ...letter.parts.flatMap((paragraphs, part) =>
        paragraphs.map((text, i) => this.paragraph(text, i === 0, part === lastPart)),
      ),
      this.signed(letter.closing, { spacing: { before: pt(12) }, keepNext: true }),
      ...blank(ROOM_LINES, true),
      ...letter.signature.map((line, i) => this.signed(line, { keepNext: i < letter.signature.length - 1 })),
      ...blank(ROOM_LINES, false),
      ...letter.inCharge.map((line, i) => this.plain(line, i < letter.inCharge.length - 1)),
    ]
  }

  attached({ title, columns, rows }: Attachment): (Paragraph | Table)[] {
    const width = PAGE.height - MARGIN.left - MARGIN.right
    const share = width / columns.reduce((sum, c) => sum + c.share, 0)
    const widths = columns.map((c) => Math.floor(c.share * share))
    const row = (cells: readonly string[], isHeader: boolean) =>
      new TableRow({
        tableHeader: isHeader,
        cantSplit: true,
        children: cells.map(
          (text, i) =>
            new TableCell({
              width: { size: widths[i]!, type: WidthType.DXA },
              verticalAlign: isHeader ? VerticalAlignTable.CENTER : VerticalAlignTable.TOP,
              margins: { left: cm(0.15), right: cm(0.15) },
              children: [
                new Paragraph({
                  alignment: isHeader
                    ? AlignmentType.CENTER
                    : columns[i]!.isFigure
                      ? AlignmentType.RIGHT
                      : AlignmentType.LEFT,
                  children: [this.run(text, isHeader)],
                }),
              ],
            }),
        ),
      })
    return [
      ...title.map(
        (line) => new Paragraph({ alignment: AlignmentType.CENTER, keepNext: true, children: [this.run(line, true)] }),
      ),
      new Table({
        width: { size: widths.reduce((sum, w) => sum + w), type: WidthType.DXA },
        columnWidths: widths,
        layout: TableLayoutType.FIXED,
        rows: [
          row(
            columns.map((c) => c.header),
            true,
          ),
          ...rows.map((cells) => row(cells, false)),
        ],
      }),
    ]
  }

  /** As high as there is room beside the emblem, above the number. */
  private beforeNumber(urgency: string | undefined): Paragraph {
    const { size, colour } = URGENCY
    return new Paragraph({
      spacing: { line: ABOVE_NUMBER, lineRule: LineRuleType.EXACT },
      children:
        urgency === undefined ? [] : [new TextRun({ text: urgency, bold: true, size: size * 2, color: colour })],
    })
  }

  /** What follows a label, each on a line of its own that goes on below itself; numbered when there are more. */
  private labelled(label: string, indent: number, texts: readonly string[]): Paragraph[] {
    const left = cm(indent)
    return texts.map((text, i) => {
      const numbered = texts.length > 1 ? `${i + 1}. ${text}` : text
      return new Paragraph({
        indent: { left, hanging: left },
        tabStops: [{ type: TabStopType.LEFT, position: left }],
        spacing: { before: i === 0 ? pt(6) : 0 },
        children: [this.run(i === 0 ? label : ''), this.afterTab(numbered)],
      })
    })
  }

  private paragraph(text: string, isFirst: boolean, isLastPart: boolean): Paragraph {
    return new Paragraph({
      alignment: AlignmentType.THAI_DISTRIBUTE,
      indent: { firstLine: PARAGRAPH_INDENT },
      spacing: { before: isFirst ? pt(6) : 0 },
      // A signature never stands alone on a page.
      keepNext: isLastPart,
      keepLines: isLastPart,
      children: [this.run(text)],
    })
  }

  private signed(text: string, options: IParagraphOptions): Paragraph {
    return new Paragraph({
      ...{ ...options, alignment: AlignmentType.CENTER, indent: SIGNATURE },
      children: [this.run(text)],
    })
  }

  private plain(text: string, keepNext: boolean): Paragraph {
    return new Paragraph({ keepNext, children: [this.run(text)] })
  }

  private run(text: string, isBold = false): TextRun {
    return new TextRun({ text: this.written(text), ...(isBold ? { bold: true } : {}) })
  }

  private afterTab(text: string): TextRun {
    return new TextRun({ children: [new Tab(), this.written(text)] })
  }

  /** A text in the letter's digits; what no XML can hold is shown as missing. */
  private written(text: string): string {
    const plain = text.replaceAll(NOT_IN_XML, '\uFFFD')
    return this.numerals === 'thai' ? thaiDigits(plain) : plain
  }
}

function blank(lines: number, keepNext: boolean): Paragraph[] {
  return Array.from({ length: lines }, () => new Paragraph({ keepNext }))
}
