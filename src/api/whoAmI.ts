import { z } from 'zod'
import { holds, type Right, rights, roles } from '../domain/access.ts'
import { type Route, route } from './route.ts'

const callerView = z
  .strictObject({
    kind: z.enum(['token', 'person']),
    id: z.string(),
    role: z.enum(roles),
    area: z.string(),
    name: z.string().optional().meta({ description: 'The person’s.' }),
    csrf: z.string().optional().meta({ description: 'A person’s pages send it as X-CSRF-Token.' }),
    rights: z.array(z.enum(Object.keys(rights) as [Right, ...Right[]])),
  })
  .meta({ id: 'Caller' })

/** Who the service takes the asker for. */
export function whoAmI(): Route {
  return route({
    ...{ method: 'get', path: '/me', id: 'whoAmI', tag: 'Tokens', right: 'read' },
    summary: 'Who you are here: role, area and rights',
    answer: callerView,
    handle: async ({ caller }) => ({
      ...caller,
      rights: (Object.keys(rights) as Right[]).filter((right) => holds(caller, right)),
    }),
  })
}
