import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { ACCOUNT_PATH, localPath } from '../../src/signin/returnPath.ts'

describe('after signing in one goes on within this service', () => {
  it.for(['/', '/programmes/amphoe-ita-2568/offices/4718', '/a?b=c&d=%E0%B8%81#e', '/a/../b'])('to %s', (path) => {
    expect(localPath(path)).toBe(new URL(path, 'http://x').href.slice('http://x'.length))
  })

  it.for([
    ['another site', 'https://evil.example/'],
    ['another site by the same scheme', '//evil.example/'],
    ['a backslash that browsers read as a slash', '/\\evil.example/'],
    ['two backslashes', '\\\\evil.example'],
    ['a tab that browsers drop', '/\t/evil.example'],
    ['a line break that browsers drop', '/\n/evil.example'],
    ['slashes that appear once dots are resolved', '/.//evil.example'],
    ['the same by two steps', '/a/..//evil.example'],
    ['a script', 'javascript:alert(1)'],
    ['a header of its own', '/a\r\nSet-Cookie: a=b'],
    ['no path at all', 'programmes'],
    ['nothing', ''],
    ['what is no text', ['/a', '/b']],
    ['what nobody has bookmarked', `/${'a'.repeat(2000)}`],
  ] as const)('never to %s', ([, wanted]) => {
    expect(localPath(wanted)).toBe(ACCOUNT_PATH)
  })

  test('whatever is asked for', () => {
    const tricky = fc.string({
      unit: fc.constantFrom('/', '\\', '.', ':', '@', '\t', '\n', 'a', '%', '2', 'f', '?', '#'),
    })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          tricky,
          tricky.map((t) => `/${t}`),
          fc.webUrl(),
        ),
        (wanted) => {
          const path = localPath(wanted)
          expect(path.startsWith('/')).toBe(true)
          expect(new URL(path, 'https://here.example').origin).toBe('https://here.example')
        },
      ),
      { numRuns: 5000 },
    )
  })
})
