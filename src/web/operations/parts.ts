import type { Client, Connection } from '@temporalio/client'
import type { Store } from '../../store/store.ts'

/** A part of the service, as it answers now. */
export interface PartState {
  readonly name: string
  /** How long its answer took, in milliseconds; null when it gave none. */
  readonly answeredInMs: number | null
  /** What it says of itself, or why there is no answer. */
  readonly detail: string
}

/** How long a part is waited for, in milliseconds. */
const PATIENCE_MS = 3000
/** A worker that has asked for work within this time is there, in milliseconds. */
const FRESH_MS = 90_000

export interface Parts {
  readonly store: Store
  readonly client: Client
  readonly connection: Connection
  readonly taskQueue: string
}

/** Asks every part at once. None that is away makes the others' answers wait for longer than its own patience. */
export async function partsNow({ store, client, connection, taskQueue }: Parts, now: number): Promise<PartState[]> {
  const { namespace } = client.options
  const within = <T>(ask: () => Promise<T>) => connection.withDeadline(Date.now() + PATIENCE_MS, ask)
  return Promise.all([
    asked('PostgreSQL', async () => {
      const [row] = await store.prisma.$queryRaw<
        [{ size: bigint }]
      >`SELECT pg_database_size(current_database()) AS size`
      return `ขนาดฐานข้อมูล ${Math.round(Number(row.size) / 1_048_576).toLocaleString('th-TH')} เมกะไบต์`
    }),
    asked('Temporal', async () => {
      const info = await within(() => connection.workflowService.getSystemInfo({}))
      return `รุ่น ${info.serverVersion} เนมสเปซ ${namespace}`
    }),
    asked('Worker', async () => {
      const { pollers } = await within(() =>
        connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType: 1 }),
      )
      const fresh = (pollers ?? []).filter((p) => now - Number(p.lastAccessTime?.seconds ?? 0) * 1000 < FRESH_MS)
      if (fresh.length === 0) throw new Error('ไม่มี worker รับงาน คำสั่งจะยังไม่ถูกดำเนินการ')
      return `${fresh.length} ตัวรับงานจากคิว ${taskQueue}`
    }),
  ])
}

async function asked(name: string, ask: () => Promise<string>): Promise<PartState> {
  const began = performance.now()
  try {
    const detail = await ask()
    return { name, answeredInMs: Math.round(performance.now() - began), detail }
  } catch (error) {
    return { name, answeredInMs: null, detail: (error as Error).message }
  }
}
