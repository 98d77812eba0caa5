/** What is read in a part of a .docx. */

/** Its paragraphs, tabs as `\t`; those of tables too. */
export function paragraphsOf(xml: string): string[] {
  return [...xml.matchAll(/<w:p\/>|<w:p(?: [^>]*)?>(.*?)<\/w:p>/gs)].map(([, inner = '']) => textOf(inner))
}

/** The cells of its first table, row by row. */
export function tableOf(xml: string): string[][] {
  const [, table = ''] = xml.match(/<w:tbl>(.*?)<\/w:tbl>/s) ?? []
  return [...table.matchAll(/<w:tr(?: [^>]*)?>(.*?)<\/w:tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<w:tc>(.*?)<\/w:tc>/gs)].map(([, cell]) => paragraphsOf(cell!).join('\n')),
  )
}

function textOf(xml: string): string {
  const runs = xml.replaceAll(/<w:pPr>.*?<\/w:pPr>/gs, '')
  return [...runs.matchAll(/<w:tab\/>|<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)]
    .map(([tag, text]) => (tag === '<w:tab/>' ? '\t' : text!))
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
