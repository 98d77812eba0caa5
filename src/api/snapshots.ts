import { z } from 'zod'
import { summaryPdf, summaryWorkbook } from '../papers/nationalSummary.ts'
import { listSnapshots, readSnapshot, takeSnapshot, verifySnapshot } from '../papers/snapshots.ts'
import { XLSX } from '../spreadsheet/mediaType.ts'
import type { Store } from '../store/store.ts'
import { Problem } from './problem.ts'
import { programmeNow } from './read.ts'
import { type Route, route } from './route.ts'
import { snapshotView, verificationView } from './views/snapshots.ts'

const base = '/programmes/{programme}/snapshots'
const one = `${base}/{snapshot}` as const
const reading = { method: 'get', tag: 'Papers', right: 'read-summaries' } as const

/** The national summary for the NACC: frozen, handed on as files, verified later. */
export function snapshotRoutes(store: Store): Route[] {
  const snapshotOf = async (params: { programme: string; snapshot: string }) => {
    const { programme } = await programmeNow(store, params.programme)
    const found = await readSnapshot(store, programme.id, params.snapshot)
    if (!found) throw new Problem('not-found', 'There is no such snapshot.')
    return found
  }

  return [
    route({
      ...{ method: 'post', path: base, id: 'takeSnapshot', tag: 'Papers', right: 'take-snapshot' },
      summary: 'Freezes the national summary for the NACC as it stands now',
      ...{ status: 201, answer: snapshotView, problems: ['unknown-programme'] },
      handle: async ({ params, caller }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        return takeSnapshot(store, programme, now, caller.id)
      },
    }),
    route({
      ...{ ...reading, path: base, id: 'listSnapshots' },
      summary: 'The summaries that were frozen, the latest first',
      ...{ answer: z.strictObject({ snapshots: z.array(snapshotView) }), problems: ['unknown-programme'] },
      handle: async ({ params }) => {
        const { programme } = await programmeNow(store, params.programme)
        return { snapshots: await listSnapshots(store, programme.id) }
      },
    }),
    route({
      ...{ ...reading, path: `${one}/summary.xlsx`, id: 'getSummaryXlsx' },
      summary: 'A frozen summary as a workbook, made again from what was frozen: the same bytes from the same renderer',
      answer: { file: XLSX, description: 'A workbook in Thai.' },
      problems: ['unknown-programme', 'not-found'],
      handle: async ({ params, response }) => {
        const { summary } = await snapshotOf(params)
        response.attachment(`${params.programme}-summary.xlsx`)
        return summaryWorkbook(summary)
      },
    }),
    route({
      ...{ ...reading, path: `${one}/summary.pdf`, id: 'getSummaryPdf' },
      summary: 'A frozen summary as a paper, made again from what was frozen: the same bytes from the same renderer',
      answer: { file: 'application/pdf', description: 'A paper in Thai.' },
      problems: ['unknown-programme', 'not-found'],
      handle: async ({ params, response }) => {
        const { summary } = await snapshotOf(params)
        response.attachment(`${params.programme}-summary.pdf`)
        return summaryPdf(summary)
      },
    }),
    route({
      ...{ ...reading, path: `${one}/verification`, id: 'verifySnapshot' },
      summary: 'Whether a frozen summary, and the files made from it, are still what they were',
      answer: verificationView,
      problems: ['unknown-programme', 'not-found'],
      handle: async ({ params }) => verifySnapshot(await snapshotOf(params)),
    }),
  ]
}
