import { readFileSync } from 'node:fs'
import type { ConfigIssue } from './config.ts'

/**
 * Takes secrets from files: where NAME_FILE is set, NAME is what that file holds, without the line break at its end. So they
 * appear neither in a process's environment nor in a description of its container.
 *
 * @param names of the secrets; other variables are left as they are
 * @returns the environment with the secrets in it, and what is wrong with files that were named
 */
export function withSecretFiles(
  environment: NodeJS.ProcessEnv,
  names: readonly string[],
): { environment: NodeJS.ProcessEnv; issues: ConfigIssue[] } {
  const read: NodeJS.ProcessEnv = {}
  const issues: ConfigIssue[] = []
  for (const name of names) {
    const file = environment[`${name}_FILE`]
    if (file === undefined) continue
    if (environment[name] !== undefined) {
      issues.push({ path: [name], message: `either itself or ${name}_FILE, not both` })
      continue
    }
    try {
      const secret = readFileSync(file, 'utf8').trim()
      if (secret === '') issues.push({ path: [`${name}_FILE`], message: 'a file that is not empty' })
      else read[name] = secret
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      issues.push({ path: [`${name}_FILE`], message: `a file that can be read (${code})` })
    }
  }
  return { environment: { ...environment, ...read }, issues }
}
