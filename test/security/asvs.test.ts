import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { afterAll, describe, expect, it } from 'vitest'
import { addressOf } from '../../src/requestLimit.ts'
import required from './asvs-5.0.0.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8')
const pages = ['docs/asvs.md', 'docs/security.md']

/** Rows of the checklist: the ids that stand in them, and what is said of those. */
const rows = read('docs/asvs.md')
  .split('\n')
  .filter((line) => line.startsWith('| v5.0.0-'))
  .map((line) => {
    const cells = line.slice(2, -2).split(' | ')
    return { ids: [...cells[0]!.matchAll(/v5\.0\.0-([\d.]+)/g)].map(([, id]) => id!), verdict: cells[2], by: cells[3] }
  })

describe('docs/asvs.md', () => {
  it('has every requirement of levels 1 and 2 once', () => {
    const ids = rows.flatMap((row) => row.ids)
    const byNumber = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })
    expect([required['1'].length, required['2'].length]).toEqual([70, 183])
    expect(ids.toSorted(byNumber)).toEqual([...required['1'], ...required['2']].toSorted(byNumber))
  })

  it('says of each how it stands and why, and sums that up', () => {
    const sums = ['holds', 'partly', 'open', 'no'].map((verdict) =>
      rows.filter((row) => row.verdict === verdict).reduce((sum, row) => sum + row.ids.length, 0),
    )
    expect(sums.reduce((a, b) => a + b)).toBe(required['1'].length + required['2'].length)
    expect(read('docs/asvs.md').split('\n')).toContainEqual(`| requirements | ${sums.join(' | ')} |`)
    for (const { ids, by } of rows) expect([ids, by]).toEqual([ids, expect.stringMatching(/\S/)])
  })

  it('names a file for all that holds', () => {
    const link = /`[^`]*[./][^`]*`|\]\(security\.md#/
    for (const { ids, verdict, by } of rows)
      if (verdict === 'holds' && !/`openid-client`|`node:crypto`|there is no|JavaScript|Node's strict/.test(by!))
        expect([ids, by]).toEqual([ids, expect.stringMatching(link)])
  })
})

describe.each(pages)('%s', (page) => {
  const text = read(page)

  it('names files that are there', () => {
    const named = [...text.matchAll(/`((?:src|test|docs|deploy|tools|prisma)\/[^`]+)`/g)].map(([, path]) => path!)
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter((path) => !existsSync(`${root}/${path}`))).toEqual([])
  })

  it('names tests that are there, in their words', () => {
    // `test/x.test.ts` “one”, “another”
    const named = [...text.matchAll(/`(test\/[^`]+)`((?:,? “[^”]+”)+)/g)].flatMap(([, path, titles]) =>
      [...titles!.matchAll(/“([^”]+)”/g)].map(([, title]) => ({ path: path!, title: title! })),
    )
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter(({ path, title }) => !read(path).includes(title))).toEqual([])
  })

  it('leads to sections that are there', () => {
    const anchors = (of: string) =>
      [...read(of).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
        title!
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      )
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)]
    const wrong = links.filter(([, file, anchor]) => !anchors(file ? `docs/${file}` : page).includes(anchor!))
    expect(wrong.map(([link]) => link)).toEqual([])
  })
})

it('a header that anybody can send is believed of nobody, unless its sender is a proxy that is trusted', async () => {
  const asked = async (trusted: string | undefined) => {
    const app = express()
    if (trusted !== undefined) app.set('trust proxy', trusted)
    const server = app.get('/', (request, response) => void response.send(addressOf(request))).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    afterAll(() => server.close())
    const { port } = server.address() as AddressInfo
    return (await fetch(`http://127.0.0.1:${port}`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).text()
  }
  expect([await asked(undefined), await asked('10.0.0.0/8'), await asked('loopback')]).toEqual([
    '127.0.0.1',
    '127.0.0.1',
    '203.0.113.9',
  ])
})
