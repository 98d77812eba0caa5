import { createHash } from 'node:crypto'
import { canonical } from '../domain/canonical.ts'
import type { Instant } from '../domain/time.ts'
import { inThai } from '../language/say.ts'
import { recordAudit } from '../store/audit.ts'
import { toInstant } from '../store/forms.ts'
import type { Snapshot } from '../store/generated/client.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { type NationalSummary, nationalSummary } from '../store/summary.ts'
import { summaryPdf, summaryWorkbook } from './nationalSummary.ts'
import { renderer } from './renderer.ts'

/** National summaries as they were handed on: frozen with their hashes, to be made again and verified later. */

export interface SnapshotView {
  readonly id: string
  readonly programme: string
  /** Programme time of what it shows. */
  readonly at: Instant
  /** The machine's clock. */
  readonly takenAt: Instant
  readonly takenBy: string | null
  /** SHA-256, hexadecimal. */
  readonly hashes: SnapshotHashes
  /** What made the files; null where that was not noted yet. */
  readonly renderer: string | null
}

export interface SnapshotHashes {
  readonly data: string
  readonly xlsx: string
  readonly pdf: string
}

/** Freezes the summary of a programme as it stands at a moment of programme time. */
export async function takeSnapshot(
  store: Store,
  programme: StoredProgramme,
  at: Instant,
  by?: string,
): Promise<SnapshotView> {
  // Also when somebody takes it who reads English: what is frozen is the department's.
  const summary = await inThai(() => nationalSummary(store, programme, at))
  const hashes = await hashesOf(summary)
  const row = await store.prisma.$transaction(async (tx) => {
    const made = await tx.snapshot.create({
      data: {
        ...{ programmeId: programme.id, kind: 'national-summary', at: new Date(at), takenBy: by ?? null },
        data: summary as object,
        ...{ dataHash: hashes.data, xlsxHash: hashes.xlsx, pdfHash: hashes.pdf, renderer },
      },
    })
    const details = { what: 'national-summary', snapshot: made.id, renderer, ...hashes }
    await recordAudit(tx, { kind: 'export', programme: programme.id, actor: by, details })
    return made
  })
  return view(row)
}

/** The snapshots of a programme, the latest first. */
export async function listSnapshots(store: Store, programme: string): Promise<SnapshotView[]> {
  const rows = await store.prisma.snapshot.findMany({
    where: { programmeId: programme },
    orderBy: [{ takenAt: 'desc' }, { id: 'asc' }],
  })
  return rows.map(view)
}

/** A snapshot and what it shows; undefined when the programme has none such. */
export async function readSnapshot(
  store: Store,
  programme: string,
  id: string,
): Promise<(SnapshotView & { summary: NationalSummary }) | undefined> {
  const row = await store.prisma.snapshot.findFirst({ where: { id, programmeId: programme } })
  return row ? { ...view(row), summary: row.data as unknown as NationalSummary } : undefined
}

/** What became of a snapshot. */
export interface Verification {
  /** What is not what it was, and should be: somebody has changed it past the service. */
  readonly changed: readonly (keyof SnapshotHashes)[]
  /** Files that another renderer had made, and this one makes otherwise of data that are what they were. */
  readonly remade: readonly ('xlsx' | 'pdf')[]
}

/** Compares a snapshot's data, and the files made from them anew, with what was noted when it was taken. */
export async function verifySnapshot({
  summary,
  hashes,
  renderer: madeBy,
}: Pick<SnapshotView, 'hashes' | 'renderer'> & { summary: NationalSummary }): Promise<Verification> {
  const now = await hashesOf(summary)
  const files = (['xlsx', 'pdf'] as const).filter((file) => now[file] !== hashes[file])
  if (now.data !== hashes.data) return { changed: ['data', ...files], remade: [] }
  return madeBy === renderer ? { changed: files, remade: [] } : { changed: [], remade: files }
}

async function hashesOf(summary: NationalSummary): Promise<SnapshotHashes> {
  const [xlsx, pdf] = await inThai(() => Promise.all([summaryWorkbook(summary), summaryPdf(summary)]))
  return { data: sha256(canonical(summary)), xlsx: sha256(xlsx), pdf: sha256(pdf) }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function view({
  id,
  programmeId,
  at,
  takenAt,
  takenBy,
  dataHash,
  xlsxHash,
  pdfHash,
  renderer,
}: Snapshot): SnapshotView {
  return {
    ...{ id, programme: programmeId, takenBy, renderer },
    at: toInstant(at),
    takenAt: toInstant(takenAt),
    hashes: { data: dataHash, xlsx: xlsxHash, pdf: pdfHash },
  }
}
