import { MAX_COLUMNS, MAX_ROWS, parseReference } from './table.ts'
import { UnusableFileError } from './unusable.ts'
import { attributesOf, startTags } from './xml.ts'

type Position = { readonly row: number; readonly column: number }
export interface Merge {
  readonly from: Position
  readonly to: Position
}

const EMPTY_CELL = /<((?:[\w.-]+:)?c)(?:\s[^<>]*)?(?:\/>|>\s*<\/\1>)/g
const EMPTY_ROW = /<((?:[\w.-]+:)?row)(?:\s[^<>]*)?(?:\/>|>\s*<\/\1>)/g
const FORMULA_WITHOUT_VALUE =
  /<((?:[\w.-]+:)?)c(\s[^<>]*)>\s*<\1f(?:\s[^<>]*)?(?:\/>|>([^<]*)<\/\1f>)\s*(<\1v\s*\/>|<\1v>\s*<\/\1v>)?\s*<\/\1c>/g

const ERROR_CELL = /(<(?:[\w.-]+:)?c\s(?:[^<>]*?\s)?)t=["']e["']/g

/**
 * The XML of a sheet without the cells and rows in which nothing stands (formatting alone reaches to row 1,048,576), and
 * with a formula whose value was never stored as a text that begins with =, and
 * an error such as #N/A as a text too, so that neither is taken for nothing.
 * @throws UnusableFileError `too-many-rows`, `too-many-columns`; `unreadable-file` for cells that do not say where they are
 */
export function usedCells(sheet: string): { xml: string; merges: Merge[] } {
  const xml = sheet
    .replace(FORMULA_WITHOUT_VALUE, (_, prefix: string, attributes: string, formula = '', emptyValue?: string) => {
      const { r, t } = attributesOf(attributes)
      // Of a text formula an empty value is its value.
      if (t === 'str' && emptyValue !== undefined) return ''
      return `<${prefix}c r="${r}" t="str"><${prefix}v>=${formula}</${prefix}v></${prefix}c>`
    })
    .replace(ERROR_CELL, '$1t="str"')
    .replace(EMPTY_CELL, '')
    .replace(EMPTY_ROW, '')
  checkExtent(xml)
  return { xml, merges: mergesOf(sheet) }
}

const TAG_START = /<(?:[\w.-]+:)?(?:(c)|row)(?=[\s/>])/g
const PLAIN_ATTRIBUTES = /^(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*\/?$/
const LONGEST_TAG = 1000

/**
 * Every tag that any reader could take for a cell or a row is judged, in comments too; one that is not plainly written is
 * refused. The reading library makes as many rows and columns as the largest reference says.
 */
function checkExtent(xml: string): void {
  let rows = 0
  for (const { 0: start, 1: isCell, index } of xml.matchAll(TAG_START)) {
    const from = index + start.length
    const attributes = xml.slice(from, Math.min(xml.indexOf('>', from), from + LONGEST_TAG))
    const { r, ...others } = attributesOf(attributes)
    const position = isCell ? parseReference(r ?? '') : { row: Number(r ?? ++rows), column: 1 }
    const written = Object.keys(others).length + (r === undefined ? 0 : 1)
    if (!PLAIN_ATTRIBUTES.test(attributes) || !position || written !== attributes.split('=').length - 1)
      throw new UnusableFileError('unreadable-file', { because: 'a cell that does not say where it is' })
    if (position.column > MAX_COLUMNS) throw new UnusableFileError('too-many-columns')
    // Written so that a row that is no number is too many.
    if (!(position.row <= MAX_ROWS)) throw new UnusableFileError('too-many-rows')
  }
}

function mergesOf(xml: string): Merge[] {
  return startTags(xml, 'mergeCell').flatMap((tag) => {
    const [from, to] = (attributesOf(tag).ref ?? '').split(':').map(parseReference)
    return from && to ? [{ from, to }] : []
  })
}
