import { mayCommand, type Principal, type Role } from '../domain/access.ts'
import type { CommandName } from '../domain/command.ts'
import { type OfficeCode, provinceOf, tierOf } from '../domain/policy.ts'
import type { ScriptStep } from '../rehearsal/script.ts'
import type { Store } from '../store/store.ts'
import { createToken, listTokens, revokeToken } from '../store/tokens.ts'

/** How the API answered a scripted coordinator. */
export type Reply =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly type: string; readonly detail: string }
  /** Nothing was heard; the same is sent again with the same key. */
  | { readonly outcome: 'no-answer'; readonly reason: string }

const LABEL = 'rehearsal'

/**
 * The scripted coordinators of a rehearsal: they call the API as real ones do, each with a token of its own office, its
 * province or the department.
 */
export class Coordinators {
  private readonly tokens = new Map<string, string>()
  private readonly store: Store
  private readonly apiUrl: string
  private readonly programme: string

  constructor(store: Store, apiUrl: string, programme: string) {
    this.store = store
    this.apiUrl = apiUrl
    this.programme = programme
  }

  /** Ends the tokens of an earlier start: their texts went with it. */
  async begin(): Promise<void> {
    for (const token of await listTokens(this.store))
      if (token.label === LABEL && !token.revokedAt) await revokeToken(this.store, token.id)
  }

  /** Sends one step. The key is the step's own, so that a step sent twice is done once. */
  async send(step: ScriptStep, key: string): Promise<Reply> {
    const principal = senderOf(step)
    const path =
      step.scope === undefined ? `offices/${step.office}/commands/${step.command}` : `commands/${step.command}`
    const body = step.scope === undefined ? (step.body ?? {}) : { area: step.scope, body: step.body ?? {} }
    try {
      const response = await fetch(`${this.apiUrl}/api/v1/programmes/${this.programme}/${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await this.tokenOf(principal)}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      })
      if (response.ok) return { outcome: 'accepted' }
      const problem = (await response.json()) as { type?: string; detail?: string; detailTh?: string }
      const type = problem.type?.split('/').pop() ?? String(response.status)
      if (response.status >= 500) return { outcome: 'no-answer', reason: type }
      return { outcome: 'refused', type, detail: problem.detailTh ?? problem.detail ?? '' }
    } catch (error) {
      return { outcome: 'no-answer', reason: (error as Error).message }
    }
  }

  private async tokenOf({ role, area }: Principal): Promise<string> {
    const known = this.tokens.get(`${role} ${area}`)
    if (known) return known
    const { token } = await createToken(this.store, { label: LABEL, role, area })
    this.tokens.set(`${role} ${area}`, token)
    return token
  }
}

/** Who sends a step: the office itself where it may, else its province, else the department. */
export function senderOf({ office, command }: Pick<ScriptStep, 'office' | 'command'>): Principal {
  const department: Principal = { role: 'department', area: 'all' }
  if (office === undefined) return department
  const candidates: Principal[] = [ownOf(office), { role: 'province', area: provinceOf(office) }, department]
  return candidates.find((c) => mayCommand(c, command as CommandName, office)) ?? department
}

function ownOf(office: OfficeCode): Principal {
  const role: Role = tierOf(office)
  return { role, area: office }
}
