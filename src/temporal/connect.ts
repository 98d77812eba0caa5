import { Client, Connection } from '@temporalio/client'
import { loadClientConnectConfig } from '@temporalio/envconfig'

/** A client of the Temporal service that the environment names (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS, API key). */
export async function connectClient(): Promise<{ client: Client; connection: Connection; namespace: string }> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig()
  const connection = await Connection.connect(connectionOptions)
  return { client: new Client({ connection, namespace }), connection, namespace }
}
