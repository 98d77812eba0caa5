import type { Block } from './block.ts'
import { oneLine } from './oneLine.ts'

/** Writes blocks as plain text. */
export function writeText(blocks: readonly Block[]): string {
  return `${blocks.map(textOf).join('\n\n')}\n`
}

function textOf(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'small':
      return oneLine(block.text)
    case 'heading':
      return `== ${oneLine(block.text)} ==`
    case 'banner':
      return `*** ${oneLine(block.text)} ***`
    case 'figures':
      return block.figures.map((f) => `${oneLine(f.label)}: ${oneLine(f.value)}`).join('\n')
    case 'letterhead':
    case 'facts':
      return block.facts
        .map((f) => (f.label === '' ? `  ${oneLine(f.value)}` : `${oneLine(f.label)}: ${oneLine(f.value)}`))
        .join('\n')
    case 'steps':
      return block.steps.map((step, i) => `${i + 1}. ${oneLine(step)}`).join('\n')
    case 'entries':
      return block.entries
        .map((e) =>
          [
            `- ${oneLine(e.title)} [${oneLine(e.mark)}]`,
            ...e.lines.map((l) => `  ${oneLine(l)}`),
            ...(e.act ? [`  ${e.act.label}: ${e.act.href}`] : []),
          ].join('\n'),
        )
        .join('\n')
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(oneLine).join(' | ')).join('\n')
    case 'quote':
      // Marked on every line, so that nothing a person wrote can pass for the mail's own words.
      return `${oneLine(block.label)}:\n${quoted(block.text)
        .map((line) => `> ${line}`)
        .join('\n')}`
    case 'link':
      return `${oneLine(block.label)}: ${block.href}`
  }
}

/** The lines of what a person wrote. */
export function quoted(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map(oneLine)
}
