import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import readXlsxFile from 'read-excel-file/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { renderer } from '../../src/papers/renderer.ts'
import { pdfPages } from '../support/pdfText.ts'
import { type Caller, expectProblem } from './support/caller.ts'
import { programme } from './support/programme.ts'
import { openTwoProvinces, startService, TODAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const province = await service.as('province', '47')
const department = await service.as('department', 'all')
const auditor = await service.as('auditor', '47')

beforeAll(async () => {
  const entry = { line: 'materials', amount: '400.50', paidOn: TODAY, documentNo: '=1+1' }
  await district.command('4701', 'disburse', entry)
  await province.command('4702', 'disburse', { ...entry, amount: '1.00', documentNo: 'ฎ2/2568' })
  await province.command('4702', 'reverse', { documentNo: 'ฎ2/2568', reason: 'ผิด' })
})

async function file(caller: Caller, path: string): Promise<Buffer> {
  const response = await fetch(`${service.url}/api/v1/programmes/${programme.id}/${path}`, {
    headers: { authorization: `Bearer ${caller.token}` },
  })
  expect([path, response.status]).toEqual([path, 200])
  return Buffer.from(await response.arrayBuffer())
}
const csv = async (caller: Caller, query = '') =>
  parse(await file(caller, `register.csv${query}`), { bom: true, columns: true }) as Record<string, string>[]

describe('The disbursement register', () => {
  it('has every entry with its office, in Thai, and no formula', async () => {
    const [entries, balances] = await readXlsxFile(await file(province, 'register.xlsx'))
    const rows = entries!.data
    expect(rows[0]![0]).toContain('ทะเบียนคุมการเบิกจ่าย')
    expect(rows.slice(1, 3).map((r) => r[0])).toEqual(['การซ้อมระบบ ไม่ใช่ผลการดำเนินงานจริง', 'จำนวนเงินและรายการเป็นตัวอย่าง'])
    const [first, second, third] = rows.slice(4)
    expect(first).toEqual([
      ...['4701', 'ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร', 2, programme.budget.lines[0]!.name, 'เบิกจ่าย'],
      ...["'=1+1", '26 ธ.ค. 2567', null, 400.5, '26 ธ.ค. 2567', null],
    ])
    expect([second![4], second![8], third![4], third![8]]).toEqual(['เบิกจ่าย', 1, 'กลับรายการเบิกจ่าย', -1])
    const last = balances!.data.at(-1)!
    expect(last.slice(1)).toEqual(['รวมทั้งสิ้น', null, 28509.5, 400.5, 0, 28109])
  })

  it('is of one’s area, or a part of it', async () => {
    const codes = async (caller: Caller, query = '') =>
      new Set((await csv(caller, query)).map((r) => Object.values(r)[0]))
    expect(await codes(district)).toEqual(new Set(['4701']))
    expect(await codes(auditor)).toEqual(new Set(['4701', '4702']))
    expect(await codes(department, '?area=4702')).toEqual(new Set(['4702']))
    for (const [caller, area] of [
      [district, '4702'],
      [district, '47'],
      [province, '83'],
      [department, '9999'],
    ] as const)
      expectProblem(await caller.get(`/register.csv?area=${area}`), 'unknown-office')
  })

  it('is the same bytes while nothing has changed, and the trail knows who took it', async () => {
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    const first = hash(await file(department, 'register.xlsx'))
    expect(hash(await file(department, 'register.xlsx'))).toBe(first)
    const { records } = (await department.request('GET', `/api/v1/audit/records?kind=export&actor=${department.id}`))
      .body
    expect(records.at(-1)).toMatchObject({ details: { what: 'register', entries: 3 } })
  })
})

describe('The national summary for the NACC', () => {
  const take = async () => (await department.post('/snapshots')).body

  it('is frozen, and made again byte for byte whatever happens after', async () => {
    const snapshot = await take()
    const hash = async (form: string) =>
      createHash('sha256')
        .update(await file(department, `snapshots/${snapshot.id}/summary.${form}`))
        .digest('hex')
    expect([await hash('xlsx'), await hash('pdf')]).toEqual([snapshot.hashes.xlsx, snapshot.hashes.pdf])
    await province.command('4703', 'disburse', { line: 'materials', amount: '9.00', paidOn: TODAY, documentNo: 'ฎ3' })
    expect([await hash('xlsx'), await hash('pdf')]).toEqual([snapshot.hashes.xlsx, snapshot.hashes.pdf])
    expect((await department.get(`/snapshots/${snapshot.id}/verification`)).body).toEqual({ changed: [], remade: [] })
    const again = await take()
    expect(again.hashes.data).not.toBe(snapshot.hashes.data)
    const listed = (await department.get('/snapshots')).body.snapshots
    expect(listed.map((s: { id: string }) => s.id)).toEqual([again.id, snapshot.id])
  })

  it('says in Thai what each province has done, with a total', async () => {
    const { id } = await take()
    const [provinces, unreported] = await readXlsxFile(await file(department, `snapshots/${id}/summary.xlsx`))
    const rows = provinces!.data
    expect(rows.flat()).toContain('อ้างถึง หนังสือกรมการปกครอง ที่ มท 0322/ว 55878 ลงวันที่ 25 ธันวาคม 2567')
    // A province's own letter is for its offices.
    expect(JSON.stringify(rows)).not.toContain('สน 0018.1')
    expect(rows.at(-1)).toEqual(['รวมทั้งประเทศ', 23, 0, 0, 0, 0, 34511.5, 409.5, 0, 'ร้อยละ 1.18'])
    expect(unreported!.data.at(-1)).toEqual(['8303', expect.stringContaining('จังหวัดภูเก็ต')])
  })

  it('reads as a paper in Thai', async () => {
    const { id } = await take()
    const pages = await pdfPages(await file(department, `snapshots/${id}/summary.pdf`))
    const mark = `การซ้อมระบบ ตัวอย่าง หน้า 1/${pages.length}`
    for (const words of ['DOPA', 'จังหวัดสกลนคร', 'รวมทั้งประเทศ', '34,511.50', 'อำเภอวานรนิวาส', mark])
      expect(pages[0]).toContain(words)
  })

  it('that another version makes otherwise is told from one that somebody has changed', async () => {
    const { id } = await take()
    const { prisma } = service.store
    const note = (renderer: string | null) =>
      prisma.$transaction([
        prisma.$executeRaw`SET LOCAL session_replication_role = replica`,
        prisma.$executeRaw`UPDATE snapshot SET renderer = ${renderer}, pdf_hash = ${'0'.repeat(64)} WHERE id = ${id}::uuid`,
      ])
    const verified = async () => (await department.get(`/snapshots/${id}/verification`)).body
    await note('layout 1')
    expect(await verified()).toEqual({ changed: [], remade: ['pdf'] })
    await note(null)
    expect(await verified()).toEqual({ changed: [], remade: ['pdf'] })
    await note(renderer)
    expect(await verified()).toEqual({ changed: ['pdf'], remade: [] })
  })

  it('that somebody has changed past the service is found', async () => {
    const { id } = await take()
    await service.store.prisma.$transaction([
      service.store.prisma.$executeRaw`SET LOCAL session_replication_role = replica`,
      service.store.prisma.$executeRaw`
        UPDATE snapshot SET data = jsonb_set(data, '{provinces,0,disbursed}', '1') WHERE id = ${id}::uuid`,
    ])
    const { body } = await department.get(`/snapshots/${id}/verification`)
    expect(body).toEqual({ changed: ['data', 'xlsx', 'pdf'], remade: [] })
  })

  it('is for those who see the country', async () => {
    expectProblem(await auditor.get('/snapshots'), 'forbidden')
    expectProblem(await province.post('/snapshots'), 'forbidden')
  })
})

describe('The dossier of an office', () => {
  it('says where it stands and what it has spent, without persons', async () => {
    await district.command('4701', 'acknowledge', {
      coordinator: { name: 'สมใจ ตัวอย่าง', email: 'somjai@example.go.th' },
    })
    const text = (await pdfPages(await file(auditor, 'offices/4701/dossier.pdf'))).join(' ')
    for (const words of [
      '1,000.00',
      '400.50',
      '=1+1',
      '26 ธ.ค. 2567',
      'ยังไม่มีการเทียบกับ e-fms',
      'การซ้อมระบบ ตัวอย่าง หน้า 1/',
    ])
      expect(text).toContain(words)
    expect(text).not.toMatch(/somjai|สมใจ|@/)
    for (const [caller, office] of [
      [district, '4702'],
      [auditor, '8301'],
    ] as const)
      expectProblem(await caller.get(`/offices/${office}/dossier.pdf`), 'unknown-office')
  })
})

describe('Open data', () => {
  const open = (path: string) => fetch(`${service.url}/open-data/${path}`)

  it('is a catalogue of what anybody may download, without a token', async () => {
    const response = await open('catalog.jsonld')
    expect(response.headers.get('content-type')).toMatch(/^application\/ld\+json/)
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const catalogue = (await response.json()) as { 'dcat:dataset': Record<string, unknown>[] }
    const [dataset] = catalogue['dcat:dataset']
    expect(dataset).toMatchObject({
      '@type': 'dcat:Dataset',
      'dct:identifier': programme.id,
      'dct:title': { '@value': expect.stringContaining('ข้อมูลการซ้อมระบบ / ตัวเลขตัวอย่าง') },
    })
    const urls = (dataset!['dcat:distribution'] as { 'dcat:downloadURL': { '@id': string } }[]).map(
      (d) => d['dcat:downloadURL']['@id'],
    )
    for (const url of urls) {
      expect(url).toMatch(/^https:\/\/amphoe-ita\.example\/open-data\//)
      expect((await fetch(url.replace('https://amphoe-ita.example', service.url))).status).toBe(200)
    }
  })

  it('has provinces with their sums, the same in both forms, and nobody’s name', async () => {
    const json = (await (await open(`${programme.id}/provinces.json`)).json()) as {
      provinces: Record<string, unknown>[]
    }
    expect(json).toMatchObject({ programme: { rehearsal: true, sample: true } })
    const rows = parse(await (await open(`${programme.id}/provinces.csv`)).text(), {
      bom: true,
      columns: true,
    }) as Record<string, string>[]
    expect(rows.map((r) => [r.province, r.offices, r.disbursed_baht])).toEqual([
      ['47', '19', '409.50'],
      ['83', '4', '0.00'],
    ])
    expect(json.provinces.map((p) => [p.province, String(p.offices), p.disbursed])).toEqual(
      rows.map((r) => [r.province, r.offices, r.disbursed_baht]),
    )
    expect(JSON.stringify(json)).not.toMatch(/@|กล่องจดหมาย/)
  })

  it.for(['amphoe-ita-2570/provinces.json', 'x y/provinces.csv', 'nothing'])('has nothing at %s', async (path) => {
    expect((await open(path)).status).toBe(404)
  })
})
