import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const THAI = /[\u0E00-\u0E7F]/

/** The source files of a folder, but for what is generated and the catalogue itself. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/^(store\/generated|english)\//.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
}

/** Every text that source code gives to `say`, as the catalogue has it. */
export function sayingsIn(folder: string): Set<string> {
  const texts = sourcesIn(folder).flatMap((source) => [...templatesIn(source), ...stringsIn(source)])
  return new Set(texts.filter((text) => THAI.test(text)))
}

/** say('…'), also over several lines. */
function stringsIn(source: string): string[] {
  return [...source.matchAll(/\bsay\(\s*(['"])((?:(?!\1)[^\\\n]|\\.)*)\1,?\s*\)/g)].map((m) => m[2]!)
}

/** say`…${…}…` with its places numbered; templates in places are found by themselves. */
function templatesIn(source: string): string[] {
  const found: string[] = []
  for (const { index } of source.matchAll(/\bsay`/g)) {
    let text = ''
    let places = 0
    let i = index + 'say`'.length
    while (source[i] !== '`') {
      if (source[i] === '$' && source[i + 1] === '{') {
        text += `{${places++}}`
        i = endOfPlace(source, i + 2)
      } else text += source[i++]
    }
    found.push(text)
  }
  return found
}

/** Where a place ends, past its brace: nested braces, strings and templates are passed over. */
function endOfPlace(source: string, from: number): number {
  let i = from
  for (let depth = 1; depth > 0; i++) {
    const at = source[i]!
    if (at === '{') depth++
    else if (at === '}') depth--
    else if (at === "'" || at === '"') i = source.indexOf(at, i + 1)
    else if (at === '`') i = endOfTemplate(source, i + 1)
  }
  return i
}

function endOfTemplate(source: string, from: number): number {
  let i = from
  while (source[i] !== '`') i = source[i] === '$' && source[i + 1] === '{' ? endOfPlace(source, i + 2) : i + 1
  return i
}
