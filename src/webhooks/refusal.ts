/** Why a request about webhooks was refused. Stable words, like those of the domain's refusals. */
export type WebhookRefusalType =
  /** The service has no WEBHOOK_KEY. */
  | 'webhooks-off'
  /** There is no such endpoint, or it is not within the caller's reach. */
  | 'unknown-endpoint'
  /** The area is not within the caller's. */
  | 'forbidden'
  /** A URL, an area or a type cannot be taken: `field` says which. */
  | 'invalid-endpoint'
  /** The URL is registered for this area already: `endpoint` says as what. */
  | 'endpoint-exists'
  | 'too-many-endpoints'
  /** The endpoint is disabled: it is enabled first. */
  | 'endpoint-disabled'

/** A request about webhooks that is refused; nothing was changed. `facts` are codes and ids only. */
export class WebhookRefusal extends Error {
  override readonly name = 'WebhookRefusal'
  readonly type: WebhookRefusalType
  readonly facts: Readonly<Record<string, unknown>>

  constructor(type: WebhookRefusalType, message: string, facts: Record<string, unknown> = {}) {
    super(message)
    this.type = type
    this.facts = facts
  }
}
