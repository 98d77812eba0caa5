import { Client, type ClientInterceptors, Connection } from '@temporalio/client'
import { dataConverterOf } from './payloadCodec.ts'
import { temporalConnectConfig } from './variables.ts'

/**
 * A client of the Temporal service that the environment names (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS, API key).
 * @param interceptors what else is done with each call, such as carrying a trace on
 */
export async function connectClient({
  environment = process.env,
  interceptors = {},
}: {
  environment?: NodeJS.ProcessEnv
  interceptors?: ClientInterceptors
} = {}): Promise<{ client: Client; connection: Connection; namespace: string }> {
  const { connectionOptions, namespace = 'default' } = temporalConnectConfig(environment)
  const connection = await Connection.connect(connectionOptions)
  const dataConverter = dataConverterOf(environment)
  return { client: new Client({ connection, namespace, interceptors, dataConverter }), connection, namespace }
}
