import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** How to run a program that refuses to be root. */
export interface Unprivileged {
  /** Put before the command. */
  readonly prefix: readonly string[]
  /** For `spawn`. */
  readonly options: { readonly uid?: number; readonly gid?: number }
  /** Gives it a file or an empty directory that we made. */
  give(path: string): void
}

const MAPPED = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] as const

/**
 * PostgreSQL refuses to run as root. Root therefore runs it in a user namespace of its own, in which it is not root: its files
 * stay root's, no account has to be made, and where the project lies does not matter. Where the system allows no user
 * namespace (many containers), it runs as the account `postgres`, else `nobody`, which must be able to reach both paths.
 * @throws when neither is possible, naming the ways out
 */
export function unprivileged({ program, dataDir }: { program: string; dataDir: string }): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [], options: {}, give: () => undefined }
  if (spawnSync(MAPPED[0], [...MAPPED.slice(1), program, '--version']).status === 0)
    return { prefix: MAPPED, options: {}, give: () => undefined }

  const account = idsOf('postgres') ?? idsOf('nobody')
  if (account) {
    // Our own data directory is closed to others: it is opened for passing through, not for reading.
    for (const folder of [dataDir, dirname(dataDir)]) chmodSync(folder, statSync(folder).mode | 0o011)
    const reaches = (test: string, path: string) => spawnSync('test', [test, path], account).status === 0
    const blocked = [program, dataDir].find((path) => !reaches('-x', path))
    if (!blocked) return { prefix: [], options: account, give: (path) => chownSync(path, account.uid, account.gid) }
    throw new Error(
      `PostgreSQL does not run as root, this machine allows no user namespace, and the account it would run as (uid ${account.uid}) cannot reach ${blocked}. Move the project out of root's home, run as another user, or set DATABASE_URL.`,
    )
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither user namespaces nor an account to run it as. Run as another user, or set DATABASE_URL.',
  )
}

function idsOf(name: string): { uid: number; gid: number } | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined
}
