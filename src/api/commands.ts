import type { Router } from 'express'
import { z } from 'zod'
import type { CommandGateway, Sent } from '../commands/gateway.ts'
import { mayCommand, mayCommandArea, mayRead } from '../domain/access.ts'
import { areaCommandNames, type CommandName, commandNames } from '../domain/command.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { officeDetail } from '../store/offices.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { callerOf } from './authenticate.ts'
import { Problem, problemOfRefusal } from './problem.ts'
import { inForm, invalidRequest, programmeNow, resourceRouter, unknownOffice } from './read.ts'

const keySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/)
const areaSchema = z.strictObject({
  area: z.string().regex(/^(all|\d{2})$/, 'a province code of two digits, or all'),
  body: z.unknown(),
})

/** Sending commands to an office, or to an area. The key makes it safe to send the same again. */
export function commandRoutes(store: Store, gateway: CommandGateway): Router {
  const router = resourceRouter()

  router.post('/programmes/:programme/offices/:office/commands/:command', async (request, response) => {
    const { programme, office } = request.params
    const command = commandOf(request.params.command, commandNames)
    const caller = callerOf(response)
    const key = keyOf(request.headers['idempotency-key'])
    if (!mayRead(caller, office)) throw unknownOffice(office)
    if (!mayCommand(caller, command, office))
      throw new Problem('forbidden', `A ${caller.role} may not give "${command}" to this office.`, { command, office })
    const sent = await gateway.toOffice(office, {
      programme,
      command,
      body: request.body,
      key,
      by: caller.id,
    })
    if (sent.outcome === 'refused') throw await refusalOf(sent, { store, programme, office })
    response.json({ accepted: true, ...answerOf(sent, office) })
  })

  router.post('/programmes/:programme/commands/:command', async (request, response) => {
    const command = commandOf(request.params.command, areaCommandNames)
    const caller = callerOf(response)
    if (!mayCommandArea(caller))
      throw new Problem('forbidden', 'Commands to an area are the department’s.', { command })
    const key = keyOf(request.headers['idempotency-key'])
    const { area, body } = inForm(areaSchema, request.body)
    const { programme } = await programmeNow(store, request.params.programme)
    requireOpen(programme)
    const sent = await gateway.toArea(area, { programme: programme.id, command, body, key, by: caller.id })
    response.json({ accepted: true, ...answerOf(sent, area) })
  })

  return router
}

type Refused = Extract<Sent<unknown>, { outcome: 'refused' }>

/** What a refusal by an office is to its caller. The programme is looked up only now: nearly every request is accepted. */
async function refusalOf(
  { type, message, facts }: Refused,
  at: { store: Store; programme: string; office: OfficeCode },
): Promise<Problem> {
  const { programme, now } = await programmeNow(at.store, at.programme)
  if (type === 'unknown-office') {
    if (await officeDetail(at.store, programme.id, at.office, now)) requireOpen(programme)
    return unknownOffice(at.office)
  }
  const { lines } = programme.details.budget
  return problemOfRefusal(type, message, facts, (code) => lines.find((l) => l.code === code)?.name ?? code)
}

/** Before a programme is opened its offices are there, and nothing has reached them. */
function requireOpen({ id, openedAt }: StoredProgramme): void {
  if (!openedAt) throw new Problem('not-notified', 'The programme has not been opened yet.', { programme: id })
}

function commandOf<N extends CommandName>(name: string, names: readonly N[]): N {
  const found = names.find((n) => n === name)
  if (!found) throw new Problem('not-found', `There is no command "${name}" here. There are: ${names.join(', ')}.`)
  return found
}

function keyOf(header: string | string[] | undefined): string {
  if (header === undefined)
    throw new Problem(
      'idempotency-key-required',
      'Send an Idempotency-Key header of your choice: the same request again with the same key is done once.',
    )
  const read = keySchema.safeParse(header)
  if (!read.success) throw invalidRequest([{ path: 'Idempotency-Key', expected: '1 to 200 visible ASCII characters' }])
  return read.data
}

function answerOf<A>(sent: Sent<A>, target: string): A {
  switch (sent.outcome) {
    case 'accepted':
      return sent.answer
    case 'refused':
      throw sent.type === 'unknown-office'
        ? unknownOffice(target)
        : problemOfRefusal(sent.type, sent.message, sent.facts)
    case 'invalid':
      throw invalidRequest(sent.invalid)
    case 'key-reused':
      throw new Problem(
        'idempotency-key-reused',
        'This key was used for another request. Use a new key for a new request.',
      )
    case 'unavailable':
      throw new Problem(
        'unavailable',
        'No answer in time. The command may still be carried out: send the same request again with the same key.',
      )
  }
}
