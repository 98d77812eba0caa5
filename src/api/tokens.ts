import { z } from 'zod'
import { fitsRole, roles } from '../domain/access.ts'
import type { Store } from '../store/store.ts'
import { createToken, listTokens, OVERLAP_MS, revokeToken, rotateToken, tokenOf } from '../store/tokens.ts'
import type { Caller } from './authenticate.ts'
import { Problem } from './problem.ts'
import { type Route, route } from './route.ts'
import { newTokenView, tokenView } from './views/tokens.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const newTokenSchema = z
  .strictObject({
    label: z.string().trim().min(1, 'a text that is not empty').max(200),
    role: z.enum(roles, { error: `one of ${roles.join(', ')}` }),
    area: z.string().meta({ description: 'An office code for district, a province code for province, or all.' }),
    days: z.int().min(1).max(3660).optional().meta({ description: 'How long it lasts; without an end when left out.' }),
  })
  .refine(({ role, area }) => fitsRole(role, area), {
    path: ['area'],
    error:
      'a district code for district, a province code for province, a province code or all for auditor, all for the others',
  })
  .meta({ id: 'TokenWanted' })

const rotationSchema = z
  .strictObject({
    overlapMinutes: z
      .int()
      .min(0)
      .max(7 * 24 * 60)
      .default(OVERLAP_MS / MINUTE_MS)
      .meta({ description: 'How long the old token is still taken.' }),
  })
  .meta({ id: 'Rotation' })

/** Tokens: one's own, and everyone's for operators. */
export function tokenRoutes(store: Store): Route[] {
  const rotated = async (id: string, overlapMinutes: number, by: string) =>
    (await rotateToken(store, id, { overlapMs: overlapMinutes * MINUTE_MS, by })) ?? refuseEnded()

  return [
    route({
      ...{ method: 'get', path: '/token', id: 'getOwnToken', tag: 'Tokens', right: 'own-token' },
      summary: 'The token that asks: its role, its area, its end',
      ...{ answer: tokenView, problems: ['not-found'] },
      handle: async ({ caller }) => requireToken(store, ownToken(caller)),
    }),
    route({
      ...{ method: 'post', path: '/token/rotate', id: 'rotateOwnToken', tag: 'Tokens', right: 'own-token' },
      summary: 'Changes the token that asks for a new one',
      description:
        'The new one has the same role, area and end. The old one is taken for another hour, or as long as said.',
      body: rotationSchema,
      example: { overlapMinutes: 60 },
      ...{ status: 201, answer: newTokenView, problems: ['not-found', 'token-ended'] },
      handle: ({ caller, body }) => rotated(ownToken(caller), body.overlapMinutes, caller.id),
    }),
    route({
      ...{ method: 'get', path: '/tokens', id: 'listTokens', tag: 'Tokens', right: 'manage-tokens' },
      summary: 'All tokens, newest first',
      answer: z.strictObject({ tokens: z.array(tokenView) }),
      handle: async () => ({ tokens: await listTokens(store) }),
    }),
    route({
      ...{ method: 'post', path: '/tokens', id: 'createToken', tag: 'Tokens', right: 'manage-tokens' },
      summary: 'Makes a token',
      body: newTokenSchema,
      example: { label: 'ระบบของจังหวัดสกลนคร', role: 'province', area: '47', days: 365 },
      ...{ status: 201, answer: newTokenView },
      handle: ({ body: { days, ...wanted }, caller }) =>
        createToken(store, {
          ...wanted,
          by: caller.id,
          expiresAt: days === undefined ? undefined : new Date(Date.now() + days * DAY_MS),
        }),
    }),
    route({
      ...{ method: 'post', path: '/tokens/{token}/rotate', id: 'rotateToken', tag: 'Tokens', right: 'manage-tokens' },
      summary: 'Changes a token for a new one',
      body: rotationSchema,
      example: { overlapMinutes: 60 },
      ...{ status: 201, answer: newTokenView, problems: ['not-found', 'token-ended'] },
      handle: async ({ params, body, caller }) => {
        await requireToken(store, params.token)
        return rotated(params.token, body.overlapMinutes, caller.id)
      },
    }),
    route({
      ...{ method: 'delete', path: '/tokens/{token}', id: 'revokeToken', tag: 'Tokens', right: 'manage-tokens' },
      summary: 'Ends a token at once',
      ...{ answer: tokenView, problems: ['not-found'] },
      handle: async ({ params, caller }) => {
        await revokeToken(store, params.token, caller.id)
        return requireToken(store, params.token)
      },
    }),
  ]
}

/** The id of the token that asks. A person who is signed in asks without one. */
function ownToken({ kind, id }: Caller): string {
  if (kind === 'person') throw new Problem('not-found', 'You are signed in as a person, not by a token.')
  return id
}

async function requireToken(store: Store, id: string) {
  const token = await tokenOf(store, id)
  if (!token) throw new Problem('not-found', 'There is no such token.')
  return token
}

function refuseEnded(): never {
  throw new Problem('token-ended', 'The token has been revoked, has expired, or was changed for a new one.')
}
