import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Day } from '../domain/time.ts'
import { fullDay } from '../thai/dates.ts'
import { department, roleTh } from '../thai/vocabulary.ts'
import { menuOf, type Section } from './menu.ts'
import type { Visitor } from './visitor.ts'

/** What stands around every page. Pages work without JavaScript, by keyboard and with a screen reader; every text is escaped by JSX. */

const service = 'ระบบติดตามโครงการ DOPA × AMPHOE ITA'

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
  /** What search engines say of a page that everybody may find; others are not to be found. */
  readonly description?: string
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
  { title, visitor, crumbs = [], programme, section, notice, description, isWide }: Shell,
  content: ComponentChildren,
): string {
  return `<!DOCTYPE html>\n${renderToString(
    <html lang="th">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {description === undefined ? (
          <meta name="robots" content="noindex" />
        ) : (
          <meta name="description" content={description} />
        )}
        <title>{`${title} - ${service}`}</title>
        <link rel="stylesheet" href="/web/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">
          ข้ามไปยังเนื้อหา
        </a>
        <header class="top">
          <div class="within">
            <p class="service">
              <a href="/">{service}</a>
              <span>{department}</span>
            </p>
            {visitor ? <WhoIs visitor={visitor} /> : null}
          </div>
          {visitor && programme ? <Menu visitor={visitor} programme={programme.id} section={section} /> : null}
        </header>
        {programme?.rehearsal ? (
          <p class="mark rehearsal">
            <span class="within">ซ้อมระบบ: ข้อมูลในหน้านี้มาจากการซ้อมระบบ ไม่ใช่ผลการดำเนินงานจริง</span>
          </p>
        ) : null}
        {programme?.sample ? (
          <p class="mark">
            <span class="within">จำนวนเงิน รายการงบประมาณ และรายชื่อเป็นข้อมูลตัวอย่าง</span>
          </p>
        ) : null}
        <div class={isWide ? 'within' : 'within narrow'}>
          {crumbs.length > 0 ? (
            <nav class="crumbs" aria-label="ตำแหน่งของหน้านี้">
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
            {programme ? (
              <p>
                {programme.name} ข้อมูล ณ วันที่ {fullDay(programme.today)}
              </p>
            ) : null}
            <p>เขตพื้นที่: GeoThai (CC BY 4.0) จากสถิติการทะเบียน กรมการปกครอง</p>
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
    <nav class="menu" aria-label="เมนูหลัก">
      <ul class="within">
        {items.map(({ section, label, href }) => (
          <li>
            <a href={href} aria-current={section === shown.section ? 'true' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function WhoIs({ visitor: { name, role, actingFor } }: { visitor: Visitor }): VNode {
  return (
    <p class="who">
      <a href="/signin/account">
        {name}
        <span>
          {roleTh[role]}
          {actingFor ? ` ปฏิบัติหน้าที่แทน${actingFor}` : ''}
        </span>
      </a>
    </p>
  )
}
