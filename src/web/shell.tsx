import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Day } from '../domain/time.ts'
import type { Language } from '../language/language.ts'
import { reader, say } from '../language/say.ts'
import { roleTh } from '../thai/vocabulary.ts'
import { menuOf, type Section } from './menu.ts'
import { shellWords } from './shellWords.ts'
import type { Visitor } from './visitor.ts'

/** What stands around every page. Pages work without JavaScript, by keyboard and with a screen reader; every text is escaped by JSX. */

export interface Shell {
  readonly title: string
  /** Left out on pages for everybody. */
  readonly visitor?: Visitor | undefined
  /** The way here from the first page, that one left out. */
  readonly crumbs?: readonly Crumb[]
  readonly programme?: ProgrammeMark | undefined
  /** The part of the service that the page belongs to. */
  readonly section?: Section | undefined
  /** Said once, after something was done. */
  readonly notice?: string | undefined
  /** Where the page learns that what it shows has changed. */
  readonly live?: string | undefined
  /** For everybody: search engines may list it, and it leads to signing in. */
  readonly isPublic?: boolean
  /** Of a page that there is in both; Thai when left out. */
  readonly language?: Language
  /** For working pages, that use a screen's width. */
  readonly isWide?: boolean
}

export interface Crumb {
  readonly label: string
  readonly href: string
}

/** What a page says of the programme it shows. */
export interface ProgrammeMark {
  readonly id: string
  readonly name: string
  readonly rehearsal: boolean
  readonly sample: boolean
  /** Programme time. */
  readonly today: Day
}

/** A whole page in HTML. */
export function page(
  { title, visitor, crumbs = [], programme, section, notice, live, isPublic, language, isWide }: Shell,
  content: ComponentChildren,
): string {
  const { language: chosen, inOther } = reader()
  const spoken = language ?? chosen
  const words = shellWords[spoken]
  return `<!DOCTYPE html>\n${renderToString(
    <html lang={spoken}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {isPublic ? null : <meta name="robots" content="noindex" />}
        <title>{`${title} - ${words.service}`}</title>
        <link rel="stylesheet" href="/web/style.css" />
        {live ? <script type="module" src="/web/live.js" data-live={live} /> : null}
      </head>
      <body>
        <a class="skip" href="#content">
          {words.skip}
        </a>
        <header class="top">
          <div class="within">
            <p class="service">
              <a href={isPublic ? '/open' : '/'}>{words.service}</a>
              <span>{words.department}</span>
            </p>
            {inOther ? (
              <p class="language">
                <a href={inOther} lang={words.other.language} hreflang={words.other.language}>
                  {words.other.label}
                </a>
              </p>
            ) : null}
            {visitor ? <WhoIs visitor={visitor} /> : null}
            {isPublic ? (
              <p class="who">
                {language ? (
                  <a href={`?lang=${words.other.language}`} lang={words.other.language}>
                    {words.other.label}
                  </a>
                ) : null}{' '}
                <a href="/">{words.forOfficials}</a>
              </p>
            ) : null}
          </div>
          {visitor && programme ? <Menu visitor={visitor} programme={programme.id} section={section} /> : null}
        </header>
        {programme?.rehearsal ? (
          <p class="mark rehearsal">
            <span class="within">{words.rehearsal}</span>
          </p>
        ) : null}
        {programme?.sample ? (
          <p class="mark">
            <span class="within">{words.sample}</span>
          </p>
        ) : null}
        <div class={isWide ? 'within' : 'within narrow'}>
          {crumbs.length > 0 ? (
            <nav class="crumbs" aria-label={say('ตำแหน่งของหน้านี้')}>
              <ol>
                {crumbs.map(({ label, href }) => (
                  <li>
                    <a href={href}>{label}</a>
                  </li>
                ))}
              </ol>
            </nav>
          ) : null}
          <main id="content" tabIndex={-1}>
            {notice ? (
              <p class="notice" role="status">
                {notice}
              </p>
            ) : null}
            {content}
          </main>
        </div>
        <footer>
          <div class="within">
            {live ? <p id="live" aria-live="polite" /> : null}
            {programme ? <p>{words.asOf(programme.name, programme.today)}</p> : null}
            <p>{words.areas}</p>
          </div>
        </footer>
      </body>
    </html>,
  )}`
}

function Menu(shown: { visitor: Visitor; programme: string; section: Section | undefined }): VNode | null {
  const items = menuOf(shown.visitor, shown.programme)
  if (items.length < 2) return null
  return (
    <nav class="menu" aria-label={say('เมนูหลัก')}>
      <div class="within">
        <ul>
          {items.map(({ section, label, href }) => (
            <li>
              <a href={href} aria-current={section === shown.section ? 'true' : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  )
}

function WhoIs({ visitor: { name, role, actingFor } }: { visitor: Visitor }): VNode {
  return (
    <p class="who">
      <a href="/signin/account">
        {name}
        <span>
          {say(roleTh[role])}
          {actingFor ? say` ปฏิบัติหน้าที่แทน${actingFor}` : ''}
        </span>
      </a>
    </p>
  )
}
