/** The little of XML that is looked at before a workbook is given to the reading library. */

/** What stands between the brackets of every start tag of this local name, whatever its prefix. */
export function startTags(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<(?:[\\w.-]+:)?${name}(?=[\\s/>])([^<>]*)>`, 'g'))].map((m) => m[1]!)
}

/** The attributes of a start tag by their local names, as written: entities are not decoded. */
export function attributesOf(tag: string): Record<string, string | undefined> {
  const pairs = [...tag.matchAll(/(?:^|\s)(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
  return Object.fromEntries(pairs.map(([, name, double, single]) => [name, double ?? single]))
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A text with its character references read. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (given, hex, decimal, name) => {
    if (name) return named[name] ?? given
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : given
  })
}
