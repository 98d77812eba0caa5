import { secretNames } from '../config.ts'
import { withSecretFiles } from '../secretFiles.ts'
import { temporalSecretNames } from '../temporal/variables.ts'

/** Shorter texts are not looked for: a password of two letters would blot out every word with them. */
const SHORTEST = 4

/**
 * What takes the environment's secrets out of a text, wherever they appear: whole, or as the password of an address, as it is
 * written there or decoded. Messages of servers and libraries may quote what they were given.
 */
export function concealing(environment: NodeJS.ProcessEnv): (text: string) => string {
  const names = [...secretNames, ...temporalSecretNames]
  const { environment: whole } = withSecretFiles(environment, names)
  const secrets = names
    .flatMap((name) => [whole[name], ...passwordsOf(whole[name])])
    .filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
}

function passwordsOf(value: string | undefined): string[] {
  if (value === undefined || !URL.canParse(value)) return []
  const { password, searchParams } = new URL(value)
  const given = [password, searchParams.get('password') ?? '']
  return given.flatMap((text) => [text, decoded(text)])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A sign of per cent that begins no code: there is nothing to decode.
    return text
  }
}
