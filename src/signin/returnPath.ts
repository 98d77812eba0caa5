/** Where people go on who came for nothing in particular. */
export const ACCOUNT_PATH = '/signin/account'

/** Longer ones are nobody's bookmark. */
const LENGTH = 1000

/**
 * The path on this service to go on to after signing in. What a stranger's link would have us go to is not believed: anything
 * that a browser could read as another site is replaced by the account's page.
 */
export function localPath(wanted: unknown): string {
  // Browsers drop tabs and line breaks, and read a backslash as a slash.
  if (typeof wanted !== 'string' || wanted.length > LENGTH || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted))
    return ACCOUNT_PATH
  const base = 'http://here.invalid'
  const url = new URL(wanted, base)
  // `/.//elsewhere` becomes `//elsewhere` once its dots are resolved.
  return url.origin === base && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}${url.hash}`
    : ACCOUNT_PATH
}
