import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { gatherView } from '../../src/mail/gatherView.ts'
import { renderMail } from '../../src/mail/render.ts'
import { officesOf } from '../../src/programme/load.ts'
import { type Column, sheet } from '../../src/spreadsheet/sheet.ts'
import { writeWorkbook } from '../../src/spreadsheet/write.ts'
import { programmeOf, saveProgramme } from '../../src/store/programmes.ts'
import { type Caller, expectProblem, type Reply } from './support/caller.ts'
import { programme } from './support/programme.ts'
import { startService, TODAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
const offices = officesOf(programme)
await saveProgramme(service.store, programme, {
  allocations: new Map([['4701', { materials: 100 }]]),
  contacts: [],
  sampleAllocations: true,
  clock: { kind: 'paced', origin: `${TODAY}T10:00:00+07:00`, startedAt: new Date().toISOString(), pace: 1 },
})
const department = await service.as('department', 'all')
const province = await service.as('province', '47')
const auditor = await service.as('auditor', 'all')

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
async function upload(caller: Caller, path: string, file: Buffer | string, type = XLSX): Promise<Reply> {
  const response = await fetch(`${service.url}/api/v1/programmes/${programme.id}/imports/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caller.token}`, 'content-type': type },
    body: typeof file === 'string' ? file : new Uint8Array(file),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

type Row = readonly (string | number | null)[]
const workbook = ([headers, ...rows]: readonly Row[]) =>
  writeWorkbook([
    sheet({
      name: 'เงินจัดสรร',
      columns: headers!.map((header, i): Column<Row> => ({ header: String(header), value: (row) => row[i] ?? null })),
      rows,
    }),
  ])

const template = await fetch(`${service.url}/api/v1/programmes/${programme.id}/imports/allocations/template`, {
  headers: { authorization: `Bearer ${department.token}` },
})
const [downloaded] = await readXlsxFile(Buffer.from(await template.arrayBuffer()))
/** The template's headers and one row an office, 30,000.50 baht of materials for each. */
const filled: Row[] = downloaded!.data
  .slice(2)
  .map((row, i) => (i === 0 ? (row as Row) : [...(row.slice(0, 3) as Row), '30,000.50']))

describe('Allocations of the whole country', () => {
  const planted: readonly [row: number, column: number, value: string | null, problem: RegExp][] = [
    [10, 3, '12.345', /decimal/],
    [50, 3, '-5', /./],
    [100, 3, 'หนึ่งร้อย', /./],
    [150, 0, '9999', /./],
    [200, 3, '๑๒,๐๐', /./],
    [300, 0, '47', /./],
    [400, 3, '=1+1', /./],
    [500, 0, 'ABC', /./],
    [600, 3, '1.000.000', /./],
    [954, 3, '1e9', /./],
  ]

  it('come as a template with every office in it', () => {
    expect(template.headers.get('content-disposition')).toBe(`attachment; filename=${programme.id}-allocations.xlsx`)
    expect(filled.slice(1).map(([code]) => code)).toEqual(offices)
  })

  it('show ten planted errors, each with its cell, and nothing is written', async () => {
    const wrong = filled.map((row) => [...row])
    for (const [row, column, value] of planted) wrong[row]![column] = value
    const { status, body } = await upload(department, 'allocations', await workbook(wrong))
    expect([status, body.outcome]).toEqual([200, 'dry-run'])
    const rows = new Set(body.problems.map((p: { cell: string }) => Number(p.cell.replace(/\D+/, ''))))
    // The headers are in the first row of the file.
    expect([...rows].toSorted((a, b) => Number(a) - Number(b))).toEqual(planted.map(([row]) => row + 1))
    expect(body.problems[0]).toMatchObject({ message: expect.any(String), messageTh: expect.stringMatching(/[ก-๙]/) })
    expectProblem(
      await upload(department, `allocations?basis=${body.basis}`, await workbook(wrong)),
      'import-has-errors',
      { detailTh: expect.stringMatching(/[ก-๙]/) },
    )
    expect(await service.store.prisma.budgetLine.count()).toBe(1)
  })

  it('are applied as they were shown, once, and the trail knows by whom', async () => {
    const file = await workbook(filled)
    const { body: shown } = await upload(department, 'allocations', file)
    expect(shown).toMatchObject({ counts: { rows: 954, fine: 954, withErrors: 0 }, total: '28620477.00' })
    expect([shown.added.length, shown.changed.length]).toEqual([953, 1])
    const apply = () => upload(department, `allocations?basis=${shown.basis}`, file)
    expect((await apply()).body.outcome).toBe('applied')
    expect((await apply()).body.outcome).toBe('already-there')
    const sums = await service.store.prisma.budgetLine.aggregate({ _sum: { allocated: true }, _count: true })
    expect([sums._count, Number(sums._sum.allocated)]).toEqual([954, 954 * 3_000_050])
    const { records } = (await auditor.request('GET', '/api/v1/audit/records?kind=import')).body
    expect(records).toMatchObject([{ actor: department.id, details: { what: 'allocations', added: 953, changed: 1 } }])
    expect((await auditor.request('GET', '/api/v1/audit/verification')).body.found).toBe(0)
  })

  it('are not applied to anything else than they were shown against, nor by a province', async () => {
    const more = filled.map((row, i) => (i === 1 ? [...row.slice(0, 3), '1.00'] : row))
    const basis = 'f'.repeat(64)
    expectProblem(await upload(department, `allocations?basis=${basis}`, await workbook(more)), 'import-changed-since')
    expectProblem(await upload(province, 'allocations', await workbook(filled)), 'forbidden')
  })

  it.for([
    ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'unreadable-file'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1'.padEnd(1024, '0'), 'hex'), 'old-excel'],
    ['a table without the columns', Buffer.from('ก,ข\n1,2\n'), 'missing-column'],
  ] as const)('are not read from %s', async ([, file, reason]) => {
    const reply = await upload(department, 'allocations', file)
    expectProblem(reply, 'unusable-file', { detailTh: expect.stringMatching(/[ก-๙]/) })
    expect(reply.body.reason).toBe(reason)
  })
})

describe('Contacts', () => {
  it('are shown, and then entered', async () => {
    const file = 'รหัส,บทบาท,ชื่อ,อีเมล\n4701,ผู้ประสานงาน,สมใจ ตัวอย่าง,somjai@example.go.th\n'
    const { status, body } = await upload(department, 'contacts', file, 'text/csv')
    expect([status, body.problems]).toEqual([200, []])
    expect(body.added).toMatchObject([{ recipient: 'office:4701', role: 'coordinator', email: 'somjai@example.go.th' }])
    const applied = await upload(department, `contacts?basis=${body.basis}`, file, 'text/csv')
    expect(applied.body.outcome).toBe('applied')
  })
})

describe('The department’s form', () => {
  it('has a link for each office, with its code and name filled in', async () => {
    const form = {
      url: 'https://docs.google.com/forms/d/e/x/viewform',
      questions: { office: 'entry.1', name: 'entry.2' },
    }
    const { body } = await department.post('/report-form/links', form)
    expect(body.links).toHaveLength(954)
    const { link } = body.links.find((l: { office: string }) => l.office === '4701')
    const query = new URL(link).searchParams
    expect([query.get('entry.1'), query.get('entry.2')]).toEqual(['4701', 'ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร'])
    expectProblem(
      await department.post('/report-form/links', { ...form, url: 'javascript:alert(1)' }),
      'invalid-request',
    )
  })
})

describe('An open programme', () => {
  it('takes no allocations, is held against e-fms, and takes what was said elsewhere', async () => {
    expect((await department.post('/open')).status).toBe(200)
    const changed = filled.map((row, i) => (i === 1 ? [...row.slice(0, 3), '1.00'] : row))
    const { body } = await upload(department, 'allocations', await workbook(changed))
    expectProblem(
      await upload(department, `allocations?basis=${body.basis}`, await workbook(changed)),
      'programme-open',
    )

    await province.command('47', 'forward')
    const pay = { line: 'materials', amount: '100.00', paidOn: TODAY }
    await expect
      .poll(async () => (await province.command('4701', 'disburse', { ...pay, documentNo: 'ฎ1' })).status, {
        timeout: 30_000,
      })
      .toBe(200)
    await province.command('4701', 'disburse', { ...pay, documentNo: 'ฎ2' })
    const extract = `รหัสหน่วยงาน,เลขที่เอกสาร,วันที่จ่าย,จำนวนเงิน\n4701,ฎ1,26/12/2567,90.00\n4701,ฎ3,26/12/2567,5.00\n`
    const { status, body: held } = await upload(province, 'efms', extract, 'text/csv')
    expect([status, held.problems]).toEqual([200, []])
    expect(held).toMatchObject({
      ...{ offices: ['4701'], same: 0 },
      different: [{ entry: { documentNo: 'ฎ1' }, differences: [{ field: 'amount', efms: '90.00', ledger: '100.00' }] }],
      missing: [{ documentNo: 'ฎ3', amount: '5.00' }],
      extra: [{ documentNo: 'ฎ2', amount: '100.00' }],
    })

    // What is kept is what the province's next digest tells of.
    const digest = {
      id: 'd',
      programme: programme.id,
      to: 'province:47',
      kind: 'digest',
      items: [],
      event: null,
      commandKey: null,
      at: `${TODAY}T23:00:00+07:00`,
    }
    const told = async () => {
      const stored = (await programmeOf(service.store, programme.id))!
      const gathering = { store: service.store, programme: stored, now: new Date(), publicUrl: 'https://x.example' }
      const gathered = await gatherView(gathering, digest as never)
      return 'view' in gathered ? renderMail(gathered.view).text : ''
    }
    expect(await told()).not.toContain('e-fms')
    await upload(province, 'efms?keep=true', extract, 'text/csv')
    expect(await told()).toMatch(/ข้อมูลไม่ตรงกับ e-fms \(1 หน่วยงาน\)[\s\S]*อำเภอเมืองสกลนคร/)
    await upload(
      province,
      'efms?keep=true',
      'รหัสหน่วยงาน,เลขที่เอกสาร,วันที่จ่าย,จำนวนเงิน\n4701,ฎ1,26/12/2567,100\n4701,ฎ2,26/12/2567,100\n',
      'text/csv',
    )
    expect(await told()).not.toContain('e-fms')

    const unread = await upload(province, 'efms?keep=true', `${extract}4701,ฎ4,เมื่อวาน,5.00\n`, 'text/csv')
    expectProblem(unread, 'import-has-errors')
    expect(await told()).not.toContain('e-fms')

    const attendance = `Name (Original Name),User Email,Total Duration (Minutes)\n4702 อำเภอ - สมชาย,,90\nไม่ทราบ,,90\n`
    const zoom = (query: string) => upload(department, `zoom-attendance${query}`, attendance, 'text/csv')
    const shown = await zoom('')
    expect(shown.body).toMatchObject({ offices: ['4702'], minutes: { 4702: 90 } })
    expect(shown.body.problems).toHaveLength(1)
    expect((await zoom('?apply=true')).body.results).toEqual([{ office: '4702', outcome: 'accepted' }])
    expect((await zoom('?apply=true')).body.results).toEqual([{ office: '4702', outcome: 'accepted' }])
    expectProblem(await upload(province, 'zoom-attendance', attendance, 'text/csv'), 'forbidden')
  })
})
