import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common'
import proto from '@temporalio/proto'
import { InvalidConfigError } from '../config.ts'
import { withSecretFiles } from '../secretFiles.ts'
import { type PayloadKey, payloadKeysSchema } from './payloadKeys.ts'

const PayloadMessage = proto.temporal.api.common.v1.Payload
const ENCODING = 'binary/encrypted'
const KEY_ID = 'encryption-key-id'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A payload was encrypted under a key that this process has not been given. */
export class PayloadKeyMissingError extends Error {
  constructor(id: string) {
    super(`A payload is encrypted under the key "${id}", which PAYLOAD_KEYS does not have.`)
    this.name = 'PayloadKeyMissingError'
  }
}

/**
 * Encrypts what workflows are told and what they answer, so that Temporal and whoever keeps its database see codes of offices
 * (search attributes, workflow ids) and nothing else: AES-256-GCM under the first key, with the key's id bound to it.
 * What was written before there were keys is read as it is.
 */
export class EncryptingCodec implements PayloadCodec {
  private readonly keys: readonly PayloadKey[]

  /** @param keys at least one; new payloads are encrypted under the first */
  constructor(keys: readonly PayloadKey[]) {
    this.keys = keys
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    const [{ id, key }] = this.keys as [PayloadKey]
    return payloads.map((payload) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id))
      const hidden = Buffer.concat([cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()])
      return {
        metadata: { encoding: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(id) },
        data: Buffer.concat([nonce, hidden, cipher.getAuthTag()]),
      }
    })
  }

  /** @throws PayloadKeyMissingError; an Error when a payload was changed */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      if (textOf(payload.metadata?.encoding) !== ENCODING) return payload
      const id = textOf(payload.metadata?.[KEY_ID])
      const key = this.keys.find((k) => k.id === id)?.key
      if (!key) throw new PayloadKeyMissingError(id)
      const data = Buffer.from(payload.data ?? [])
      const end = data.length - TAG_BYTES
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(id))
        .setAuthTag(data.subarray(end))
      const shown = Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, end)), decipher.final()])
      return PayloadMessage.decode(shown) as Payload
    })
  }
}

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8')

/**
 * How clients and workers write payloads: encrypted where the environment has PAYLOAD_KEYS (or PAYLOAD_KEYS_FILE), else as JSON.
 * @throws InvalidConfigError
 */
export function dataConverterOf(from: NodeJS.ProcessEnv = process.env): DataConverter {
  const { environment, issues } = withSecretFiles(from, ['PAYLOAD_KEYS'])
  const read = payloadKeysSchema.optional().safeParse(environment.PAYLOAD_KEYS)
  if (issues.length > 0) throw new InvalidConfigError(issues)
  if (!read.success)
    throw new InvalidConfigError(read.error.issues.map(({ message }) => ({ path: ['PAYLOAD_KEYS'], message })))
  return read.data ? { payloadCodecs: [new EncryptingCodec(read.data)] } : {}
}
