/** What a page may load: styles, pictures and fonts of our own, no script; and no frame may hold it. */
export const CONTENT_POLICY =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
