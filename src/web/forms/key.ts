/** The key under which a form is done once: printable, as the API asks of `Idempotency-Key`. */
export const KEY_FORM = /^[\x21-\x7e]{1,200}$/
