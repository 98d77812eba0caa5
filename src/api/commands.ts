import { type Request, Router } from 'express'
import { z } from 'zod'
import type { CommandGateway, Sent } from '../commands/gateway.ts'
import { commandBodySchemas } from '../commands/wire.ts'
import { mayCommand } from '../domain/access.ts'
import { type AreaCommand, areaCommandNames, type CommandName, commandNames } from '../domain/command.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { officeDetail } from '../store/offices.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { anyCommandRefusals, areaRefusals, commandGuides } from './commandGuide.ts'
import { Problem, problemOfRefusal } from './problem.ts'
import { invalidRequest, programmeNow, unknownOffice } from './read.ts'
import { type Route, route } from './route.ts'
import { answerView, areaAnswerView } from './views.ts'

const areaSchema = z.string().regex(/^(all|\d{2})$/, 'a province code of two digits, or all')

/** Sending commands to an office, or to an area. The key makes it safe to send the same again. */
export function commandRoutes(store: Store, gateway: CommandGateway): Route[] {
  return [
    ...commandNames.map((command) => officeCommand(store, gateway, command)),
    ...areaCommandNames.map((command) => areaCommand(store, gateway, command)),
  ]
}

function officeCommand(store: Store, gateway: CommandGateway, command: CommandName): Route {
  const { summary, example, refusals } = commandGuides[command]
  return route({
    ...{ method: 'post', path: `/programmes/{programme}/offices/{office}/commands/${command}`, id: command },
    ...{ tag: 'Commands to an office', right: 'command', summary, example, isIdempotent: true },
    bodyOf: commandBodySchemas[command],
    answer: answerView,
    problems: ['unknown-programme', 'idempotency-key-reused', ...anyCommandRefusals, ...refusals],
    handle: async ({ params: { programme, office }, caller, key, sent: body }) => {
      if (!mayCommand(caller, command, office))
        throw new Problem('forbidden', `A ${caller.role} may not give "${command}" to this office.`, {
          command,
          office,
        })
      const sent = await gateway.toOffice(office, { programme, command, body, key, by: caller.id })
      if (sent.outcome === 'refused') throw await refusalOf(sent, { store, programme, office })
      return { accepted: true as const, ...answerOf(sent, office) }
    },
  })
}

function areaCommand(store: Store, gateway: CommandGateway, command: AreaCommand['name']): Route {
  const { summary, example } = commandGuides[command]
  return route({
    ...{ method: 'post', path: `/programmes/{programme}/commands/${command}`, id: `${command}-area` },
    ...{ tag: 'Commands to an area', right: 'command-area', summary: `${summary}, of a province or of all offices` },
    ...{ isIdempotent: true, example: { area: '47', body: example } },
    body: z.strictObject({ area: areaSchema, body: z.unknown() }),
    bodyOf: z.strictObject({ area: areaSchema, body: commandBodySchemas[command] }),
    answer: areaAnswerView,
    problems: [
      ...(['unknown-programme', 'unknown-office', 'not-notified', 'idempotency-key-reused'] as const),
      ...areaRefusals[command],
    ],
    handle: async ({ params, body: { area, body }, caller, key }) => {
      const { programme } = await programmeNow(store, params.programme)
      requireOpen(programme)
      const sent = await gateway.toArea(area, { programme: programme.id, command, body, key, by: caller.id })
      return { accepted: true as const, ...answerOf(sent, area) }
    },
  })
}

/** Answers what there is to whoever asks for a command that there is not. */
export function unknownCommand(): Router {
  const router = Router()
  const tell = (names: readonly string[]) => (request: Request) => {
    throw new Problem(
      'not-found',
      `There is no command "${request.params.command}" here. There are: ${names.join(', ')}.`,
    )
  }
  router.post('/programmes/:programme/offices/:office/commands/:command', tell(commandNames))
  router.post('/programmes/:programme/commands/:command', tell(areaCommandNames))
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
