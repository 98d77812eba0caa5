import { type Request, Router } from 'express'
import { z } from 'zod'
import type { CommandGateway, Sent } from '../commands/gateway.ts'
import { commandBodySchemas, selectionSchema } from '../commands/wire.ts'
import { denialOf } from '../denials.ts'
import { isMeantByArea, mayCommand, mayCommandArea, mayRead, type Principal } from '../domain/access.ts'
import type { Area } from '../domain/area.ts'
import { type AreaCommand, areaCommandNames, type CommandName, commandNames } from '../domain/command.ts'
import { type OfficeCode, officeCodeForm } from '../domain/policy.ts'
import { recordAudit } from '../store/audit.ts'
import { officeCodesIn, officeDetail } from '../store/offices.ts'
import { lineNames, type StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import type { LineName } from '../thai/refusals.ts'
import { anyCommandRefusals, areaRefusals, commandGuides } from './commandGuide.ts'
import { Problem, problemBody, problemOfRefusal } from './problem.ts'
import { invalidRequest, programmeNow, unknownOffice } from './read.ts'
import { idempotencyKey, type Route, route } from './route.ts'
import { answerView, areaAnswerView, manyAnswerView } from './views/commands.ts'

/** The most commands of one call. */
const MANY = 1000

const areaSchema = z.string().regex(/^(all|\d{2})$/, 'a province code of two digits, or all')

/** Sending commands to an office, or to an area. The key makes it safe to send the same again. */
export function commandRoutes(store: Store, gateway: CommandGateway): Route[] {
  return [
    ...commandNames.map((command) => officeCommand(store, gateway, command)),
    manyCommands(store, gateway),
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
    handle: async ({ params: { programme, office }, caller, key, sent: body, request }) => {
      const refusal = refusalToGive(caller, { office, command })
      if (refusal) throw refusal
      const sent = await gateway.toOffice(office, { programme, command, body, key, by: caller.id, request })
      if (sent.outcome === 'refused') throw await refusalOf(sent, { store, programme, office })
      return { accepted: true as const, ...answerOf(sent, office) }
    },
  })
}

function areaCommand(store: Store, gateway: CommandGateway, command: AreaCommand['name']): Route {
  const { summary, example } = commandGuides[command]
  const reach = {
    area: areaSchema,
    offices: selectionSchema.optional().meta({ description: 'Only these of the area.' }),
  }
  return route({
    ...{ method: 'post', path: `/programmes/{programme}/commands/${command}`, id: `${command}-area` },
    ...{ tag: 'Commands to an area', right: 'command-area' },
    summary: `${summary}: a province, all offices, or some of them`,
    ...{ isIdempotent: true, example: { area: '47', body: example } },
    body: z.strictObject({ ...reach, body: z.unknown() }),
    bodyOf: z.strictObject({ ...reach, body: commandBodySchemas[command] }),
    answer: areaAnswerView,
    problems: [
      ...(['unknown-programme', 'unknown-office', 'not-notified', 'idempotency-key-reused'] as const),
      ...areaRefusals[command],
    ],
    handle: async ({ params, body: { area, offices, body }, caller, key, request: id }) => {
      if (area !== 'all' && !mayRead(caller, area)) throw unknownOffice(area)
      if (!mayCommandArea(caller, command, area))
        throw new Problem('forbidden', `A ${caller.role} may not give "${command}" to this area.`, { command, area })
      const { programme } = await programmeNow(store, params.programme)
      requireOpen(programme)
      const reached = await meantBy(caller, area, offices, store, programme.id)
      const request = { programme: programme.id, command, body, key, by: caller.id, request: id }
      return {
        accepted: true as const,
        ...answerOf(await gateway.toArea(area, { ...request, offices: reached }), area),
      }
    },
  })
}

/**
 * The offices that a command to an area is for: those that are named, or of a province those it may mean; undefined for all.
 * @throws Problem forbidden when one is named that its giver may not mean
 */
async function meantBy(
  caller: Principal,
  area: Area,
  named: readonly OfficeCode[] | undefined,
  store: Store,
  programme: string,
): Promise<readonly OfficeCode[] | undefined> {
  const office = named?.find((code) => !isMeantByArea(caller, code))
  if (office)
    throw new Problem('forbidden', 'A province gives commands to its districts, not to its own office.', { office })
  if (named || caller.role === 'department') return named
  return (await officeCodesIn(store, programme, area)).filter((code) => isMeantByArea(caller, code))
}

const manySchema = z.strictObject({
  items: z
    .array(
      z.strictObject({
        office: z.string().regex(officeCodeForm, 'an office code of two or four digits'),
        command: z.enum(commandNames, { error: `one of ${commandNames.join(', ')}` }),
        body: z.unknown(),
        key: idempotencyKey,
      }),
    )
    .min(1, 'at least one command')
    .max(MANY, `at most ${MANY} commands`),
})

const manyExample = {
  items: ['ฎ43/2568', 'ฎ44/2568'].map((documentNo) => ({
    ...{ office: '4718', command: 'disburse', key: `payment ${documentNo}`.replaceAll(/[^\x21-\x7e]/g, '-') },
    body: { line: 'materials', amount: '1.00', paidOn: '2024-12-26', documentNo },
  })),
}

/** Many commands in one call, each judged on its own. */
function manyCommands(store: Store, gateway: CommandGateway): Route {
  return route({
    ...{ method: 'post', path: '/programmes/{programme}/commands', id: 'sendMany', tag: 'Commands to an office' },
    ...{ right: 'command', summary: `Up to ${MANY} commands in one call, each judged on its own` },
    description:
      'Those to one office are carried out in the order given, a hundred in one transaction. Each has a key of its own: the same call again does what is not done yet.',
    ...{ body: manySchema, isLarge: true, example: manyExample },
    ...{ answer: manyAnswerView, problems: ['unknown-programme'] },
    handle: async ({ params, body: { items }, caller, request, response }) => {
      const { programme } = await programmeNow(store, params.programme)
      const lineName = lineNames(programme.details)
      const judged = items.map((item) => ({ ...item, body: item.body, refusal: refusalToGive(caller, item) }))
      const sent = await gateway.batch({
        ...{ programme: programme.id, by: caller.id, request },
        items: judged.filter(({ refusal }) => !refusal),
      })
      const denied = judged.flatMap(({ refusal, office }) =>
        refusal ? [{ ...denialOf(refusal, response.req, response), office }] : [],
      )
      await recordAudit(store, denied)
      const results = judged.map(({ office, command, key, refusal }) => {
        const outcome = refusal ? undefined : sent.shift()!
        const item = { office, command, key }
        if (outcome?.outcome === 'accepted') return { ...item, accepted: true as const, answer: outcome.answer }
        const problem = refusal ?? problemOf(outcome!, office, lineName)
        return { ...item, accepted: false as const, problem: problemBody(problem, response) }
      })
      const accepted = results.filter((r) => r.accepted).length
      return { accepted, refused: results.length - accepted, results }
    },
  })
}

/** Why a caller may not give a command to an office; undefined when it may. */
function refusalToGive(
  caller: Principal,
  { office, command }: { office: OfficeCode; command: CommandName },
): Problem | undefined {
  if (!mayRead(caller, office)) return unknownOffice(office)
  return mayCommand(caller, command, office)
    ? undefined
    : new Problem('forbidden', `A ${caller.role} may not give "${command}" to this office.`, { command, office })
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
  return problemOfRefusal(type, message, facts, lineNames(programme.details))
}

/** Before a programme is opened its offices are there, and nothing has reached them. */
function requireOpen({ id, openedAt }: StoredProgramme): void {
  if (!openedAt) throw new Problem('not-notified', 'The programme has not been opened yet.', { programme: id })
}

function answerOf<A>(sent: Sent<A>, target: string): A {
  if (sent.outcome === 'accepted') return sent.answer
  throw problemOf(sent, target)
}

/** What a command that was not accepted is to its sender. */
function problemOf(
  sent: Exclude<Sent<unknown>, { outcome: 'accepted' }>,
  target: string,
  lineName?: LineName,
): Problem {
  switch (sent.outcome) {
    case 'refused':
      return sent.type === 'unknown-office' && !('offices' in sent.facts)
        ? unknownOffice(target)
        : problemOfRefusal(sent.type, sent.message, sent.facts, lineName)
    case 'invalid':
      return invalidRequest(sent.invalid)
    case 'key-reused':
      return new Problem(
        'idempotency-key-reused',
        'This key was used for another request. Use a new key for a new request.',
      )
    case 'unavailable':
      return new Problem(
        'unavailable',
        'No answer in time. The command may still be carried out: send the same request again with the same key.',
      )
  }
}
