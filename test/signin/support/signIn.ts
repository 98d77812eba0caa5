import { askForLink, claimLinks, issueLink } from '../../../src/store/signInLinks.ts'
import type { Browser, Page } from './browser.ts'
import type { Service } from './service.ts'

/** Signs somebody in by a link, past the mail: for tests of what comes after. */
export async function signIn(
  service: Service,
  email: string,
  browser: Browser = service.browser(),
  returnPath = '/signin/account',
): Promise<{ browser: Browser; page: Page }> {
  const secret = await linkSecret(service, email, returnPath)
  return { browser, page: await browser.submit('/signin/link', { s: secret }) }
}

/** The secret of a new link, as the mail would have it. */
export async function linkSecret(service: Service, email: string, returnPath = '/signin/account'): Promise<string> {
  const { store, now, sql } = service
  await sql('DELETE FROM sign_in_link WHERE email = $1', [email])
  await askForLink(store, { email, askedFrom: email, returnPath }, now())
  const links = await claimLinks(store, { limit: 100, leaseMs: 0, now: now() })
  const issued = await issueLink(store, links.find((l) => l.email === email)!, now())
  return issued!.secret
}
