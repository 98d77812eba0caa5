import type { CommandReceipt } from '../store/commands.ts'
import { COMMAND_RECORDED, KEY_REUSED, type Refusal } from '../workflows/protocol.ts'
import type { InvalidBody } from './wire.ts'

/** What came of sending a command. */
export type Sent<A> =
  | { readonly outcome: 'accepted'; readonly answer: A }
  /** A rule says no; nothing was written. `type` is one of the stable refusal types. */
  | ({ readonly outcome: 'refused' } & Refusal)
  /** The body has not the command's shape. */
  | ({ readonly outcome: 'invalid' } & InvalidBody)
  /** The key was used for another request. */
  | { readonly outcome: 'key-reused' }
  /** No answer in time. It may still be carried out: send the same again with the same key. */
  | { readonly outcome: 'unavailable'; readonly reason: string }

/** What a refusal comes to. It may be of a request that was carried out long ago: then its own answer is given again. */
export function sentOf<A>(refusal: Refusal, bodyHash: string, receipt: CommandReceipt | undefined): Sent<A> {
  if (receipt) return answeredBy(receipt, bodyHash)
  if (refusal.type === KEY_REUSED || refusal.type === COMMAND_RECORDED) return { outcome: 'key-reused' }
  return { outcome: 'refused', ...refusal }
}

/** What a key that has been answered comes to: the same answer again, for the same request. */
export function answeredBy<A>(receipt: CommandReceipt, bodyHash: string): Sent<A> {
  return receipt.bodyHash === bodyHash
    ? { outcome: 'accepted', answer: receipt.answer as A }
    : { outcome: 'key-reused' }
}
