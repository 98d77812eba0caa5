import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig'
import { InvalidConfigError } from '../config.ts'
import { withSecretFiles } from '../secretFiles.ts'

/** Variables of the Temporal client whose value nobody may see; each may be given as a file. */
export const temporalSecretNames = ['TEMPORAL_API_KEY'] as const

/** Those of the Temporal client's own variables that a deployment needs, with what they mean. */
export const temporalVariables: Readonly<Record<string, string>> = {
  TEMPORAL_ADDRESS:
    "The Temporal service, `host:7233`; of Temporal Cloud the namespace's gRPC endpoint. `localhost:7233` without it",
  TEMPORAL_NAMESPACE: 'The namespace, of Temporal Cloud `name.account`; `default` without it',
  TEMPORAL_API_KEY: 'The API key, of Temporal Cloud or a server that asks for one; with it TLS is on',
  TEMPORAL_TLS: 'Whether the connection is encrypted, `true` or `false`',
  TEMPORAL_TLS_CLIENT_CERT_PATH: 'The file with the client certificate (mTLS)',
  TEMPORAL_TLS_CLIENT_KEY_PATH: 'The file with its key',
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: "The file with the certificate authority of one's own server",
  TEMPORAL_TLS_SERVER_NAME: "The name in the server's certificate where it is another than in the address",
  TEMPORAL_CONFIG_FILE:
    'A file of profiles as the Temporal CLI keeps it (`temporal.toml`); the variables above come before it',
  TEMPORAL_PROFILE: 'Which of its profiles holds; `default` without it',
}

/**
 * How the Temporal service that the environment names is reached.
 * @throws InvalidConfigError when the file with the API key cannot be read
 */
export function temporalConnectConfig(from: NodeJS.ProcessEnv = process.env): ClientConnectConfig {
  const { environment, issues } = withSecretFiles(from, temporalSecretNames)
  if (issues.length > 0) throw new InvalidConfigError(issues)
  const overrideEnvVars = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  return loadClientConnectConfig({ overrideEnvVars })
}
