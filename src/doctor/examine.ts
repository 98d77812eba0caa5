import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { Area } from '../domain/area.ts'
import { Calendar } from '../domain/calendar.ts'
import { type Drift, driftOf } from '../domain/drift.ts'
import { type OfficeCode, provinceOf, type Rules } from '../domain/policy.ts'
import { officeCodesIn } from '../store/offices.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { programmeWorkflowId, provinceWorkflowId } from '../workflows/protocol.ts'
import { type Records, recordsOf } from './records.ts'
import { workflowAccount, workflowEnd } from './workflowAccount.ts'

/** An office of which not all records say the same. The audit trail is the one that the others are held against. */
export interface Finding {
  /** An office's code; of the workflow that oversees a province, the province's; of the programme's own, `department`. */
  readonly office: OfficeCode | 'department'
  /** Which record differs from the trail, or which workflow is not there. */
  readonly record: 'read-model' | 'workflow' | 'oversight'
  readonly drift: readonly Drift[]
  /** Set where there is no workflow to compare: `missing`, how it ended (`terminated`, `failed` …), or `unanswered`: it runs and cannot go on. */
  readonly ended?: string
}

export interface Examination {
  readonly store: Store
  readonly programme: StoredProgramme
  /** Only a province's; the programme's own workflow is looked at in any case. */
  readonly area?: Area | undefined
  /** Left out where only the database is to be examined. */
  readonly client?: Client | undefined
  readonly onFinding: (finding: Finding) => void
  readonly onProgress?: (offices: number, of: number) => void
}

/** Offices read in one transaction, and their workflows asked together. */
const CHUNK = 40
/** A step under way is in the one record before it is in the other: what differs is looked at again, this often. */
const LOOKS = 4
const BETWEEN_LOOKS_MS = 500

/**
 * Holds the read model of every office, and what its workflow says, against its audit trail.
 * @returns how many offices were looked at
 * @throws when the database, Temporal or its workers do not answer
 */
export async function examine({
  store,
  programme,
  area = 'all',
  client,
  onFinding,
  onProgress,
}: Examination): Promise<number> {
  const codes = await officeCodesIn(store, programme.id, area)
  const rules = rulesOf(programme)
  if (client && programme.openedAt)
    for (const finding of await oversight(client, programme.id, codes)) onFinding(finding)
  for (let done = 0; done < codes.length; done += CHUNK) {
    onProgress?.(done, codes.length)
    const found = await findingsOf(codes.slice(done, done + CHUNK))
    // The database was seen at one moment; its workflows were asked at another.
    for (let n = 1; n < LOOKS; n++) {
      const unsure = [...found].flatMap(([office, findings]) => (findings.every(isSure) ? [] : [office]))
      if (unsure.length === 0) break
      await delay(BETWEEN_LOOKS_MS)
      for (const [office, findings] of await findingsOf(unsure)) found.set(office, findings)
    }
    for (const finding of [...found.values()].flat()) onFinding(finding)
  }
  return codes.length

  async function findingsOf(some: readonly OfficeCode[]): Promise<Map<OfficeCode, Finding[]>> {
    const records = await readRecords(store, programme.id, rules, some)
    return new Map(
      await Promise.all(
        records.map(async (r): Promise<[string, Finding[]]> => [r.office, await look(r, programme, client)]),
      ),
    )
  }
}

/** What differs from a workflow that answers may be a step under way. */
function isSure({ record, ended }: Finding): boolean {
  return record === 'read-model' || ended !== undefined
}

/** The records of offices, of one moment. */
export function readRecords(
  store: Store,
  programme: string,
  rules: Rules,
  codes: readonly OfficeCode[],
): Promise<Records[]> {
  return store.prisma.$transaction((tx) => recordsOf(tx, programme, rules, codes), {
    isolationLevel: 'RepeatableRead',
    timeout: 60_000,
  })
}

export function rulesOf({ rules }: StoredProgramme): Rules {
  return { policy: rules.policy, calendar: new Calendar(rules.calendar) }
}

async function look(
  { office, trail, expected, readModel }: Records,
  programme: StoredProgramme,
  client: Client | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [{ office, record: 'read-model', drift: driftOf(expected, readModel) }]
  if (client && programme.openedAt) {
    const answered = await workflowAccount(client, programme.id, office)
    findings.push(
      'ended' in answered
        ? { office, record: 'workflow', drift: [], ended: answered.ended }
        : { office, record: 'workflow', drift: driftOf(trail, answered.account) },
    )
  }
  return findings.filter(({ drift, ended }) => drift.length > 0 || ended !== undefined)
}

/** Of the workflows above the offices, those that are not there. */
async function oversight(client: Client, programme: string, codes: readonly OfficeCode[]): Promise<Finding[]> {
  const provinces = [...new Set(codes.map(provinceOf))]
  const workflows: [Finding['office'], string][] = [
    ['department', programmeWorkflowId(programme)],
    ...provinces.map((p): [string, string] => [p, provinceWorkflowId(programme, p)]),
  ]
  const ends = await Promise.all(workflows.map(([, id]) => workflowEnd(client, id)))
  return workflows.flatMap(([office], i) => {
    const ended = ends[i]
    return ended ? [{ office, record: 'oversight' as const, drift: [], ended }] : []
  })
}
