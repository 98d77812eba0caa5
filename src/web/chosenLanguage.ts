import { parseCookie } from 'cookie'
import type { RequestHandler } from 'express'
import { type Language, languageIn } from '../language/language.ts'
import { readBy } from '../language/say.ts'
import type { Store } from '../store/store.ts'
import { type EnglishNames, englishNames } from './englishNames.ts'

/** The cookie of a reader's language. No secret, and nothing is known by it. */
const COOKIE = 'lang'
const YEAR_MS = 365 * 86_400_000

/**
 * Makes pages in the language that their reader has chosen: Thai until they choose. An address with `?lang=en` keeps the choice
 * and leads to the same page without it. Where forms are read it comes after, since reading them loses what is known of the reader.
 * @param publicUrl over https the cookie goes over https alone
 */
export function inChosenLanguage({ store, publicUrl }: { store: Store; publicUrl: string }): RequestHandler {
  const names = englishNames(store)
  const secure = new URL(publicUrl).protocol === 'https:'
  // As those of sessions: no other host can set it.
  const cookie = `${secure ? '__Host-' : ''}${COOKIE}`
  return async (request, response, next) => {
    // As it was sent: made shorter, `/signin/..//elsewhere` would lead to another site.
    const [path = '/', query] = request.originalUrl.split('?', 2)
    const asked = new URLSearchParams(query)
    const isGet = request.method === 'GET'
    if (isGet && asked.has('lang')) {
      response.cookie(cookie, languageIn(asked.get('lang')), {
        maxAge: YEAR_MS,
        sameSite: 'lax',
        secure,
        httpOnly: true,
      })
      asked.delete('lang')
      return response.redirect(303, asked.size > 0 ? `${path}?${asked}` : path)
    }
    const language = languageIn(parseCookie(request.headers.cookie ?? '')[cookie])
    const inOther = isGet ? inLanguage(path, asked, language === 'th' ? 'en' : 'th') : undefined
    const known: EnglishNames | undefined = language === 'en' ? await names() : undefined
    readBy({ language, inOther, ...(known ? { names: known } : {}) }, () => next())
  }
}

/** The address of a page in a language. */
function inLanguage(path: string, asked: URLSearchParams, language: Language): string {
  return `${path}?${new URLSearchParams([...asked, ['lang', language]])}`
}
