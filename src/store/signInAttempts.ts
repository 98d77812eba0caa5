import { hashOfSecret, isSecretForm } from './secret.ts'
import type { Store } from './store.ts'

/** Sign-ins under way at the provider, each bound to the browser that has its secret in a cookie. */

/** How long someone may take to sign in at the provider. */
export const ATTEMPT_MS = 10 * 60_000

/** Notes that a browser goes to the provider, and where it goes on afterwards. */
export async function beginAttempt(store: Store, secret: string, returnPath: string, now: Date): Promise<void> {
  await store.prisma.$transaction([
    store.prisma.signInAttempt.deleteMany({ where: { expiresAt: { lte: now } } }),
    store.prisma.signInAttempt.create({
      data: { secretHash: hashOfSecret(secret), returnPath, expiresAt: new Date(now.getTime() + ATTEMPT_MS) },
    }),
  ])
}

/** Takes an attempt up once: where to go on, or undefined when there is none, it is too old, or it was taken up before. */
export async function takeAttempt(store: Store, secret: string, now: Date): Promise<string | undefined> {
  if (!isSecretForm(secret)) return undefined
  const [taken] = await store.prisma.$queryRaw<{ returnPath: string; expiresAt: Date }[]>`
    DELETE FROM sign_in_attempt WHERE secret_hash = ${hashOfSecret(secret)}
    RETURNING return_path AS "returnPath", expires_at AS "expiresAt"`
  return taken && taken.expiresAt > now ? taken.returnPath : undefined
}
