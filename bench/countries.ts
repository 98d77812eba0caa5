import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import { CommandGateway } from '../src/commands/gateway.ts'
import type { CommandName } from '../src/domain/command.ts'
import { tierOf } from '../src/domain/policy.ts'
import { officesOf, type Programme } from '../src/programme/load.ts'
import type { Store } from '../src/store/store.ts'
import { openProgramme } from '../src/temporal/open.ts'
import { ADVANCE, type Advanced, officeWorkflowId } from '../src/workflows/protocol.ts'
import { atOnce } from './atOnce.ts'
import { DAY, load } from './stage.ts'

/** The morning on which every district is reminded to acknowledge the notice: nothing else is due to anybody before. */
const MORNING = '2024-12-30T08:30:00+07:00'
/** How many commands are under way at once. */
const LANES = 24

/** Several countries at once, each with a programme of its own: the same offices, the same rules, the same life. */
export class Countries {
  readonly programmes: readonly Programme[]
  readonly offices: readonly { readonly programme: string; readonly office: string }[]
  private readonly store: Store
  private readonly client: Client
  private readonly gateway: CommandGateway

  constructor(one: Programme, count: number, store: Store, client: Client) {
    this.programmes = Array.from({ length: count }, (_, n) => {
      const id = `${one.id}-${n + 1}`
      return { ...one, id, policy: { ...one.policy, programme: id } }
    })
    this.offices = this.programmes.flatMap((programme) =>
      officesOf(programme).map((office) => ({ programme: programme.id, office })),
    )
    this.store = store
    this.client = client
    this.gateway = new CommandGateway(store, client, 60_000)
  }

  /** How many workflows they are: of offices, provinces, programmes. */
  get workflows(): number {
    return this.programmes.reduce((sum, { provinces }) => sum + provinces.length + 1, this.offices.length)
  }

  /** Puts them into the database, with one budget line of money for each office. */
  async load(): Promise<void> {
    for (const programme of this.programmes) await load(this.store, programme)
  }

  /** Starts every workflow. */
  async open(): Promise<void> {
    for (const { id } of this.programmes)
      await openProgramme({ store: this.store, client: this.client, taskQueue: 'amphoe-ita', programme: id })
  }

  /** Every province passes the notice on, and every district has it. */
  async notify(): Promise<void> {
    const provinces = this.offices.filter(({ office }) => tierOf(office) === 'province')
    await atOnce(provinces.length, 8, (i) => this.command(provinces[i]!, 'forward', {}))
    while ((await this.store.prisma.office.count({ where: { notifiedAt: null } })) > 0) await delay(200)
  }

  /** Every office records one payment. */
  async disburse(): Promise<void> {
    const line = this.programmes[0]!.policy.lines[0]
    const body = { line, amount: '1000.00', paidOn: DAY, documentNo: 'ฎ1/2568' }
    await atOnce(this.offices.length, LANES, (i) => this.command(this.offices[i]!, 'disburse', body))
  }

  /** Time moves to the morning, for every office at once. */
  async wake(): Promise<void> {
    await atOnce(this.offices.length, LANES, (i) => {
      const { programme, office } = this.offices[i]!
      const handle = this.client.workflow.getHandle(officeWorkflowId(programme, office))
      return handle.executeUpdate<Advanced, [{ to: string }]>(ADVANCE, { args: [{ to: MORNING }] })
    })
  }

  private async command(to: { programme: string; office: string }, command: CommandName, body: object): Promise<void> {
    const key = `growth-${command}-${to.office}-${to.programme}`
    const sent = await this.gateway.toOffice(to.office, { programme: to.programme, command, body, key, by: 'growth' })
    if (sent.outcome !== 'accepted') throw new Error(`${command} of ${to.office}: ${JSON.stringify(sent)}`)
  }
}
