import type { ComponentChildren, CSSProperties, JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Block, Tone } from './block.ts'
import { oneLine } from './oneLine.ts'
import { quoted } from './text.ts'

/**
 * Writes blocks as an HTML mail: one column of tables with styles on the elements, which Outlook, Gmail and telephones all
 * render. No pictures, no scripts, nothing fetched. Every text is escaped by JSX.
 */
export function writeHtml(title: string, blocks: readonly Block[]): string {
  return `<!DOCTYPE html>\n${renderToString(
    <html lang="th">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: sheet }} />
      </head>
      <body style={{ margin: 0, padding: 0, backgroundColor: '#eef1f4', fontFamily: fonts }}>
        <Table style={{ backgroundColor: '#eef1f4' }}>
          <tr>
            <td align="center" style={{ padding: '16px 8px' }}>
              <Table
                width="640"
                style={{
                  maxWidth: '640px',
                  backgroundColor: '#ffffff',
                  borderTop: '4px solid #1f3a5f',
                  textAlign: 'left',
                }}
              >
                <tr>
                  <td style={{ ...text, fontFamily: fonts, padding: '20px 20px 24px' }}>
                    {blocks.map((block) => (
                      <BlockHtml block={block} />
                    ))}
                  </td>
                </tr>
              </Table>
            </td>
          </tr>
        </Table>
      </body>
    </html>,
  )}`
}

const fonts = "Sarabun, 'TH Sarabun New', 'Leelawadee UI', 'Noto Sans Thai', Thonburi, Tahoma, sans-serif"

/** Said once for all cells and not on each: a mail of more than 100 kB is cut off by Gmail. */
const sheet = `body,table,td,th,p,h2,div,a{font-family:${fonts};font-size:16px;line-height:1.6;color:#1d2733}`

const text: CSSProperties = { fontSize: '16px', lineHeight: '1.6', color: '#1d2733' }

const colours: Readonly<Record<Tone, { ink: string; ground: string }>> = {
  alert: { ink: '#9b1c1c', ground: '#fdecec' },
  warn: { ink: '#7a4b00', ground: '#fff4dd' },
  good: { ink: '#17603a', ground: '#e7f5ec' },
  plain: { ink: '#1f3a5f', ground: '#eef3f9' },
}

/** One line of HTML text in which no number is parted from its month or unit. */
function inline(words: string): string {
  return oneLine(words)
    .replace(/(\d{1,2}) (\S+) (25\d\d)/g, '$1\u00A0$2\u00A0$3')
    .replace(/([\d.]) (วันทำการ|วัน|บาท|รายการ|น\.)/g, '$1\u00A0$2')
}

const muted = '#4a5663'
const rule = '1px solid #d9dfe6'
const small: CSSProperties = { fontSize: '14px', lineHeight: '1.5', color: muted }

function BlockHtml({ block }: { block: Block }): JSX.Element {
  switch (block.type) {
    case 'paragraph':
      return <p style={{ ...text, margin: '0 0 12px' }}>{inline(block.text)}</p>
    case 'small':
      return <p style={{ ...text, margin: '0 0 8px', fontSize: '13px', color: muted }}>{inline(block.text)}</p>
    case 'heading':
      return (
        <h2 style={{ ...text, margin: '20px 0 8px', fontSize: '17px', fontWeight: 'bold', color: '#1f3a5f' }}>
          {inline(block.text)}
        </h2>
      )
    case 'banner':
      return <Boxed tone={block.tone}>{inline(block.text)}</Boxed>
    case 'figures':
      return (
        <Table style={{ margin: '4px 0 16px' }}>
          <tr>
            {block.figures.map(({ value, label, tone }) => (
              <td
                align="center"
                valign="top"
                width={`${Math.floor(100 / block.figures.length)}%`}
                style={{
                  ...text,
                  padding: '8px 2px',
                  backgroundColor: colours[tone].ground,
                  border: '2px solid #ffffff',
                }}
              >
                <span style={{ fontSize: '26px', lineHeight: '1.2', fontWeight: 'bold', color: colours[tone].ink }}>
                  {inline(value)}
                </span>
                <br />
                <span style={{ fontSize: '13px', lineHeight: '1.4', color: colours[tone].ink }}>{inline(label)}</span>
              </td>
            ))}
          </tr>
        </Table>
      )
    case 'letterhead':
      return (
        <Table style={{ margin: '4px 0 16px', borderTop: rule }}>
          {block.facts.map(({ label, value }) => (
            <tr>
              <td valign="top" width="64" style={{ padding: '6px 8px 6px 0', borderBottom: rule, color: muted }}>
                {inline(label)}
              </td>
              <td valign="top" style={{ padding: '6px 0', borderBottom: rule }}>
                {inline(value)}
              </td>
            </tr>
          ))}
        </Table>
      )
    case 'facts':
      return (
        <Table style={{ margin: '4px 0 16px', borderTop: rule }}>
          {block.facts.map(({ label, value }) => (
            <tr>
              <td
                valign="top"
                width="34%"
                style={{ ...text, padding: '6px 8px 6px 0', borderBottom: rule, color: muted }}
              >
                {inline(label)}
              </td>
              <td valign="top" style={{ padding: '6px 0', borderBottom: rule }}>
                {inline(value)}
              </td>
            </tr>
          ))}
        </Table>
      )
    case 'steps':
      return (
        <Table style={{ margin: '4px 0 16px' }}>
          {block.steps.map((step, i) => (
            <tr>
              <td valign="top" width="28" style={{ ...text, padding: '4px 0', fontWeight: 'bold', color: '#1f3a5f' }}>
                {i + 1}.
              </td>
              <td valign="top" style={{ ...text, padding: '4px 0' }}>
                {inline(step)}
              </td>
            </tr>
          ))}
        </Table>
      )
    case 'entries':
      return (
        <Table style={{ margin: '4px 0 16px', borderTop: rule }}>
          {block.entries.map(({ title, mark, tone, lines, act }) => (
            <>
              <tr>
                <td valign="top" style={{ padding: '8px 8px 0 0' }}>
                  <b>{inline(title)}</b>
                </td>
                <td
                  valign="top"
                  align="right"
                  width="104"
                  style={{
                    padding: '8px 0 0',
                    fontSize: '14px',
                    whiteSpace: 'nowrap',
                    fontWeight: 'bold',
                    color: colours[tone].ink,
                  }}
                >
                  {inline(mark)}
                </td>
              </tr>
              <tr>
                <td colspan={2} style={{ ...small, padding: '0 0 8px', borderBottom: rule }}>
                  {lines.map((line, i) => (
                    <>
                      {i > 0 ? <br /> : null}
                      {inline(line)}
                    </>
                  ))}
                  {act ? (
                    <>
                      <br />
                      <a
                        href={act.href}
                        style={{
                          display: 'inline-block',
                          padding: '8px 0',
                          color: colours.plain.ink,
                          fontWeight: 'bold',
                        }}
                      >
                        {inline(act.label)}
                      </a>
                    </>
                  ) : null}
                </td>
              </tr>
            </>
          ))}
        </Table>
      )
    case 'table':
      return (
        <Table data style={{ margin: '4px 0 16px', borderTop: rule }}>
          <tr>
            {block.head.map((cell, i) => (
              <th
                scope="col"
                align={i === 0 ? 'left' : 'right'}
                style={{ ...cellStyle, fontSize: '13px', color: muted }}
              >
                {inline(cell)}
              </th>
            ))}
          </tr>
          {block.rows.map((row) => (
            <tr>
              {row.map((cell, i) => (
                <td align={i === 0 ? 'left' : 'right'} style={cellStyle}>
                  {inline(cell)}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      )
    case 'quote':
      return (
        <div style={{ margin: '4px 0 16px' }}>
          <p style={{ ...text, margin: '0 0 4px', color: muted }}>{inline(block.label)}</p>
          <Table>
            <tr>
              <td style={{ ...text, padding: '4px 12px', borderLeft: '4px solid #b9c4d0' }}>
                {quoted(block.text).map((line, i) => (
                  <>
                    {i > 0 ? <br /> : null}
                    {inline(line)}
                  </>
                ))}
              </td>
            </tr>
          </Table>
        </div>
      )
    case 'link':
      return (
        <Table style={{ margin: '8px 0 16px', width: 'auto' }}>
          <tr>
            <td style={{ padding: '10px 18px', backgroundColor: '#1f3a5f' }}>
              <a href={block.href} style={{ ...text, color: '#ffffff', fontWeight: 'bold', textDecoration: 'none' }}>
                {inline(block.label)}
              </a>
            </td>
          </tr>
        </Table>
      )
  }
}

const cellStyle: CSSProperties = { padding: '5px 4px', borderBottom: rule, fontSize: '14px' }

function Boxed({ tone, children }: { tone: Tone; children: ComponentChildren }): JSX.Element {
  const { ink, ground } = colours[tone]
  return (
    <Table style={{ margin: '0 0 14px' }}>
      <tr>
        <td
          style={{
            ...text,
            padding: '10px 14px',
            backgroundColor: ground,
            borderLeft: `4px solid ${ink}`,
            color: ink,
            fontWeight: 'bold',
          }}
        >
          {children}
        </td>
      </tr>
    </Table>
  )
}

/** A table for layout, unless it holds data. */
function Table(props: {
  width?: string
  data?: boolean
  style?: CSSProperties
  children: ComponentChildren
}): JSX.Element {
  const { width = '100%', data = false, style = {}, children } = props
  // Attributes of old that Outlook needs, unknown to preact's types.
  const layout = { cellpadding: '0', cellspacing: '0', border: '0', ...(data ? {} : { role: 'presentation' as const }) }
  return (
    <table {...layout} width={width} style={{ width: '100%', borderCollapse: 'collapse', ...style } as CSSProperties}>
      <tbody>{children}</tbody>
    </table>
  )
}
