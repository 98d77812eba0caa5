const ours = (more: string): string =>
  `default-src 'none'; style-src 'self'; ${more}font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

/** What a page may load: styles, pictures and fonts of our own, no script; and no frame may hold it. */
export const CONTENT_POLICY = ours('')

/** The same with scripts of our own, none of them in the page itself. */
export const SCRIPTED_POLICY = ours("script-src 'self'; connect-src 'self'; ")
