import { describe, expect, it } from 'vitest'
import { officesOf } from '../../src/programme/load.ts'
import { saveProgramme } from '../../src/store/programmes.ts'
import { programme } from '../api/support/programme.ts'
import { expectOk, TODAY } from '../api/support/service.ts'
import { Collector } from './support/collector.ts'
import { eventually, startProcesses } from './support/processes.ts'
import { expressions, metricsIn } from './support/watching.ts'

const PERSON = { name: 'สมศรี ไม่มีตัวตน', email: 'somsri.nobody@seen.example', phone: '042-555-0177' }
const KEY = 'key-of-a-caller-042-555-0166'
/** What a caller says of a trace of its own. */
const TRACE = '0af7651916cd43dd8448eb211c80319c'

const collector = await Collector.start()
const service = await startProcesses({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '200' })
const offices = officesOf(programme).filter((o) => o.startsWith('47'))
await saveProgramme(service.store, programme, {
  allocations: new Map(offices.map((o) => [o, { materials: 100_000 }])),
  contacts: offices.map((o) => ({ ...PERSON, recipient: `office:${o}`, role: 'mailbox', sample: true })),
  sampleAllocations: true,
  clock: { kind: 'paced', origin: `${TODAY}T10:00:00+07:00`, startedAt: new Date().toISOString(), pace: 1 },
  provinces: ['47'],
})
const operator = await service.as('operator', 'all')
await operator.post('/open').then(expectOk)
const province = await service.as('province', '47')
await province.command('47', 'forward').then(expectOk)
const district = await service.as('district', '4701')
const entry = { line: 'materials', amount: '1.00', paidOn: TODAY, documentNo: 'ฎ1' }
await eventually(
  'the notice to the district',
  async () =>
    (await service.store.prisma.office.findFirst({ where: { code: '4701', notifiedAt: { not: null } } })) ?? undefined,
)
await district.command('4701', 'acknowledge', { coordinator: PERSON }).then(expectOk)
const paid = await district.command('4701', 'disburse', entry, {
  key: KEY,
  headers: {
    traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    tracestate: 'said=by-a-caller',
    baggage: `who=${PERSON.email}`,
  },
})
expectOk(paid)
expect((await district.command('4701', 'disburse', { ...entry, amount: '9999.00', documentNo: 'ฎ2' })).status).toBe(422)

const metricsOf = async (process: 'api' | 'worker') => (await fetch(`${service.operators[process]}/metrics`)).text()

describe('A trace', () => {
  it('goes from the request to the Update, the workflow, its activity and the transaction', async () => {
    const ofRequest = () => collector.spans.filter(({ traceId }) => traceId === TRACE)
    const names = ['POST /api/v1/programmes/:programme/offices/:office/commands/disburse']
    names.push('StartWorkflowUpdate:disburse', 'HandleUpdate:disburse', 'StartActivity:recordOfficeStep')
    names.push('RunActivity:recordOfficeStep', 'postgresql record-step')
    const spans = await eventually('the trace', () =>
      names.every((name) => ofRequest().some((s) => s.name === name)) ? ofRequest() : undefined,
    ).catch(() => ofRequest())
    const found = names.map((name) => spans.find((s) => s.name === name))
    expect(found.map((span) => span?.name)).toEqual(names)
    for (const [i, span] of found.entries())
      expect(span!.parentSpanId).toBe(i === 0 ? 'b7ad6b7169203331' : found[i - 1]!.spanId)
    expect(found.map((span) => span!.service)).toEqual([
      ...['amphoe-ita-api', 'amphoe-ita-api'],
      ...['amphoe-ita-worker', 'amphoe-ita-worker', 'amphoe-ita-worker', 'amphoe-ita-worker'],
    ])
  })

  it('names no person, nothing that was written, and no key of a caller', () => {
    expect(collector.sent).toContain('amphoe-ita-2568/47/4701')
    const secret = [...Object.values(PERSON), KEY, 'by-a-caller', 'ฎ1', district.token!]
    expect(secret.filter((said) => collector.sent.includes(said))).toEqual([])
  })
})

describe('The logs', () => {
  it('name a request and its trace in every line on its way', async () => {
    const id = paid.headers.get('x-request-id')!
    const lines = service
      .log('api')
      .split('\n')
      .filter((line) => line.includes(id))
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ request: id, trace_id: TRACE })
  })

  it('are JSON, each line, and name no person and no secret', async () => {
    for (const process of ['api', 'worker'] as const) {
      const log = service.log(process)
      for (const line of log.split('\n').filter(Boolean)) expect(JSON.parse(line)).toMatchObject({ process })
      const secret = [...Object.values(PERSON), district.token!, 'postgresql://']
      expect(secret.filter((said) => log.includes(said))).toEqual([])
    }
  })
})

describe('Operators ask each process how it does', () => {
  it('and are told that it lives and has what it needs', async () => {
    for (const url of Object.values(service.operators)) {
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
      const ready = await fetch(`${url}/readyz`)
      expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
    }
  })

  it('on no port that everybody reaches', async () => {
    expect((await district.request('GET', '/metrics')).status).toBe(404)
  })

  it('the API tells of requests by pattern, of commands by outcome, and of the whole service', async () => {
    const told = await metricsOf('api')
    expect(told).toMatch(/^amphoe_ita_process_info\{process="api"\} 1$/m)
    expect(told).toMatch(
      /^amphoe_ita_http_request_duration_seconds_count\{method="POST",route="\/api\/v1\/programmes\/:programme\/offices\/:office\/commands\/disburse",status="200"\} 1$/m,
    )
    expect(told).toMatch(
      /^amphoe_ita_commands_total\{way="office",command="disburse",outcome="accepted",refusal=""\} 1$/m,
    )
    expect(told).toMatch(
      /^amphoe_ita_commands_total\{way="office",command="disburse",outcome="refused",refusal="line-exceeded"\} 1$/m,
    )
    expect(told).toMatch(/^amphoe_ita_offices\{.*phase="[a-z-]+".*\} \d+$/m)
    expect(told).toMatch(/^amphoe_ita_part_up\{part="workers"\} 1$/m)
    expect(told).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
  })

  it("the worker tells of itself and of the SDK's work", async () => {
    const told = await metricsOf('worker')
    expect(told).toMatch(/^amphoe_ita_worker_last_poll_timestamp_seconds\{queue="workflow"\} 1\d{9}/m)
    expect(told).toMatch(/^amphoe_ita_worker_last_activity_timestamp_seconds 1\d{9}/m)
    expect(told).toMatch(/^temporal_sticky_cache_size\{/m)
    expect(told).toMatch(/^temporal_local_activity_execution_latency_seconds_count\{.*recordOfficeStep/m)
  })

  it('and every metric that an alert or the dashboard asks for is there', async () => {
    // What no code of ours knows: its first task fails, and the SDK counts failures from the first one on.
    const unknown = await service.client.workflow.start('noSuchWorkflow', {
      taskQueue: 'amphoe-ita',
      workflowId: 'unknown',
    })
    await eventually('a failed workflow task', async () =>
      (await metricsOf('worker')).includes('temporal_workflow_task_execution_failed_total{') ? true : undefined,
    )
    await unknown.terminate()
    const told = (await metricsOf('api')) + (await metricsOf('worker'))
    const exported = [...told.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name)
    expect(metricsIn(expressions).filter((name) => !exported.includes(name))).toEqual([])
  })

  it('and no label names an office or a person', async () => {
    for (const process of ['api', 'worker'] as const)
      for (const said of ['4701', ...Object.values(PERSON)]) expect(await metricsOf(process)).not.toContain(said)
  })
})

describe('Without a worker', () => {
  it('the API stays ready to be read, and the worker that is gone answers nobody', async () => {
    await service.stopWorker()
    expect((await fetch(`${service.operators.api}/readyz`)).status).toBe(200)
    await expect(fetch(`${service.operators.worker}/healthz`)).rejects.toThrow()
  })
})
