import { fitsRole, type Role, roles } from '../domain/access.ts'
import { openStore } from '../store/store.ts'
import { createToken, listTokens, revokeToken, rotateToken } from '../store/tokens.ts'
import { operatorConfig } from './operator.ts'
import { readOptions, runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run token -- create --label TEXT --role ${roles.join('|')} --area CODE|all [--days N]
npm run token -- list
npm run token -- rotate --token ID [--overlap-minutes N]
npm run token -- revoke --token ID|PREFIX
The database is the one that DATABASE_URL names or, without it, that of npm start or npm run dev.`

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Tokens for the API, by an operator with access to the database. */
await runCommand(USAGE, async () => {
  const [action, ...args] = process.argv.slice(2)
  const store = openStore(operatorConfig().DATABASE_URL, { poolSize: 2 })
  try {
    switch (action) {
      case 'create': {
        const { label, role, area, days } = readOptions(['label', 'role', 'area'], ['days'], args)
        if (!(roles as readonly string[]).includes(role))
          throw new UsageError(`--role must be one of ${roles.join(', ')}.`)
        if (!fitsRole(role as Role, area))
          throw new UsageError(
            '--area must be a district code for district, a province code for province, a province code or all for auditor, all for the others.',
          )
        if (days !== undefined && !(Number(days) > 0)) throw new UsageError('--days must be a number above 0.')
        const expiresAt = days === undefined ? undefined : new Date(Date.now() + Number(days) * DAY_MS)
        const { token, id } = await createToken(store, { label, role: role as Role, area, expiresAt })
        console.log(`${token}\n`)
        console.error(
          `Token ${id} for ${role} ${area}${expiresAt ? `, until ${expiresAt.toISOString()}` : ''}. It is shown this once.`,
        )
        return
      }
      case 'list':
        for (const t of await listTokens(store))
          console.log(
            [
              t.prefix,
              t.role,
              t.area,
              t.label,
              t.revokedAt ? 'revoked' : (t.expiresAt?.toISOString() ?? 'no end'),
              t.id,
            ].join('\t'),
          )
        return
      case 'rotate': {
        const { token: old, 'overlap-minutes': minutes } = readOptions(['token'], ['overlap-minutes'], args)
        if (minutes !== undefined && !(Number(minutes) >= 0))
          throw new UsageError('--overlap-minutes must be a number, 0 or more.')
        const overlapMs = minutes === undefined ? undefined : Number(minutes) * MINUTE_MS
        const made = ID.test(old) ? await rotateToken(store, old, { overlapMs }) : undefined
        if (!made)
          throw new Error(`There is no token ${old} to change: it must be an id, of a token that has not ended.`)
        console.log(`${made.token}\n`)
        return console.error(
          `Token ${made.id} in place of ${old}, which is taken a while longer. It is shown this once.`,
        )
      }
      case 'revoke': {
        const { token } = readOptions(['token'], [], args)
        if (!(await revokeToken(store, token))) throw new Error(`There is no token ${token} to revoke.`)
        return console.error('Revoked; it is refused from now on.')
      }
      default:
        throw new UsageError('Say what to do.')
    }
  } finally {
    await store.close()
  }
})
