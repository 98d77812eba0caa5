import type { Client } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import type { OfficeEvent } from '../domain/event.ts'
import { digestRecipient } from '../domain/letter.ts'
import { type OfficeCode, provinceOf } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import { recordAudit } from '../store/audit.ts'
import { toInstant } from '../store/forms.ts'
import { officesToStart, provinceCodesOf, type StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import {
  type OfficeInput,
  officeWorkflowId,
  type ProgrammeInput,
  type ProvinceInput,
  programmeWorkflowId,
  provinceWorkflowId,
} from '../workflows/protocol.ts'
import * as attributes from '../workflows/searchAttributes.ts'
import { type Finding, readRecords, rulesOf } from './examine.ts'

export interface Restart {
  readonly store: Store
  readonly client: Client
  readonly taskQueue: string
  readonly programme: StoredProgramme
}

/**
 * Starts a workflow that is not there any more, from what the database holds: an office's where its audit trail has brought it,
 * one that oversees from its last digest. What has been recorded is not done again, and a command that was answered gets its
 * answer again. One that runs is left as it is. Verify the trail first (`npm run audit -- verify`).
 * @param lost a finding with `ended`
 */
export async function restart(of: Restart, { office, record }: Finding): Promise<void> {
  const { store, programme } = of
  if (record === 'workflow') await restartOffice(of, office)
  else if (office === 'department') await restartProgramme(of)
  else await restartProvince(of, office)
  const details = { restarted: record, ...(office === 'department' ? { tier: 'department' } : {}) }
  await recordAudit(store, {
    ...{ kind: 'repair', programme: programme.id, details },
    ...(office === 'department' ? {} : { office }),
  })
}

async function restartOffice({ store, client, taskQueue, programme }: Restart, code: OfficeCode): Promise<void> {
  const [[records], offices] = await Promise.all([
    readRecords(store, programme.id, rulesOf(programme), [code]),
    officesToStart(store, programme.id, provinceOf(code)),
  ])
  const office = offices.find((o) => o.code === code)
  if (!records || !office) throw new Error(`${programme.id} has no office ${code}`)
  const { rules, clock } = programme
  const input: OfficeInput = {
    ...{ rules, clock, office: code, name: office.name, allocation: office.allocation },
    // Its receipts are in the database, which answers a command that it has answered.
    carried: { version: 1, state: records.state, receipts: [] },
  }
  await client.workflow.start('officeLifecycle', {
    ...{ taskQueue, workflowId: officeWorkflowId(programme.id, code), workflowIdConflictPolicy: 'USE_EXISTING' },
    args: [input],
    typedSearchAttributes: new TypedSearchAttributes([
      { key: attributes.programme, value: programme.id },
      { key: attributes.province, value: provinceOf(code) },
      { key: attributes.office, value: code },
    ]),
    staticSummary: `${office.name} (${code})`,
  })
}

async function restartProvince({ store, client, taskQueue, programme }: Restart, province: OfficeCode): Promise<void> {
  const { rules, clock } = programme
  const events = await store.prisma.auditEvent.findMany({
    where: { programmeId: programme.id, office: province, type: 'forwarded' },
    select: { event: true },
  })
  const [forwarded] = events.map(({ event }) => event as unknown as OfficeEvent)
  const lastDigestAt = await lastDigest(store, programme, digestRecipient({ tier: 'province', province }))
  const input: ProvinceInput = {
    ...{ rules, clock, province },
    // The notice is taken to the districts again: those that have it are left as they are.
    carried: { version: 1, lastDigestAt, forwardedAt: forwarded?.at ?? null, forwarded: false },
  }
  await client.workflow.start('provinceOversight', {
    ...{ taskQueue, workflowId: provinceWorkflowId(programme.id, province), workflowIdConflictPolicy: 'USE_EXISTING' },
    args: [input],
    typedSearchAttributes: new TypedSearchAttributes([
      { key: attributes.programme, value: programme.id },
      { key: attributes.province, value: province },
    ]),
    staticSummary: `Province ${province}: notice, morning digest, its offices`,
  })
}

async function restartProgramme({ store, client, taskQueue, programme }: Restart): Promise<void> {
  const { id, rules, clock } = programme
  const lastDigestAt = await lastDigest(store, programme, digestRecipient({ tier: 'department' }))
  const input: ProgrammeInput = {
    ...{ rules, clock, provinces: await provinceCodesOf(store, id) },
    carried: { version: 1, lastDigestAt },
  }
  await client.workflow.start('programmeLifecycle', {
    ...{ taskQueue, workflowId: programmeWorkflowId(id), workflowIdConflictPolicy: 'USE_EXISTING' },
    args: [input],
    typedSearchAttributes: new TypedSearchAttributes([{ key: attributes.programme, value: id }]),
    staticSummary: `Programme ${id}: its provinces, the department's digest`,
  })
}

/** When the last digest to a reader was due, or the moment the programme opened. */
async function lastDigest({ prisma }: Store, { id, rules }: StoredProgramme, reader: string): Promise<Instant> {
  const { _max } = await prisma.digestRun.aggregate({ where: { programmeId: id, reader }, _max: { at: true } })
  return _max.at ? toInstant(_max.at) : rules.policy.opensAt
}
