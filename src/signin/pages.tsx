import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { toInstant } from '../store/forms.ts'
import { longMoment } from '../thai/dates.ts'
import { department } from '../thai/vocabulary.ts'
import type { ActingTh } from './actingTh.ts'
import { type RefusalType, refusals } from './refusals.ts'

/** The pages of signing in. They work without JavaScript, by keyboard and with a screen reader. Every text is escaped by JSX. */

const service = 'ระบบติดตามโครงการ DOPA × AMPHOE ITA'

export interface SignInPage {
  /** The provider's name, when there is one. */
  readonly provider: string | undefined
  readonly returnPath: string
  /** What was typed and cannot be an e-mail address. */
  readonly wrongEmail?: string | undefined
  readonly signedOut?: boolean
}

/** Where people choose how to sign in. */
export function signInPage({ provider, returnPath, wrongEmail, signedOut }: SignInPage): string {
  return page(
    'เข้าสู่ระบบ',
    <>
      {signedOut ? (
        <p role="status" class="notice">
          ออกจากระบบแล้ว
        </p>
      ) : null}
      <p>สำหรับเจ้าหน้าที่ที่ได้รับมอบหมายและลงทะเบียนไว้แล้ว</p>
      {provider === undefined ? null : (
        <>
          <p>
            <a class="button" href={`/signin/oidc?${new URLSearchParams({ return: returnPath })}`}>
              เข้าสู่ระบบด้วย {provider}
            </a>
          </p>
          <h2>หรือเข้าสู่ระบบด้วยอีเมล</h2>
        </>
      )}
      <form method="post" action="/signin/email">
        <input type="hidden" name="return" value={returnPath} />
        <label for="email">ที่อยู่ไปรษณีย์อิเล็กทรอนิกส์ (อีเมล)</label>
        <p id="email-hint" class="hint">
          ระบบจะส่งลิงก์สำหรับเข้าสู่ระบบไปยังอีเมลที่ลงทะเบียนไว้
        </p>
        {wrongEmail === undefined ? null : (
          <p id="email-error" class="error" role="alert">
            อีเมลไม่ถูกต้อง ตัวอย่างที่ถูกต้อง: name@example.go.th
          </p>
        )}
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="email"
          required
          maxLength={254}
          value={wrongEmail ?? ''}
          aria-describedby={wrongEmail === undefined ? 'email-hint' : 'email-error email-hint'}
          aria-invalid={wrongEmail === undefined ? undefined : 'true'}
        />
        <button type="submit">ส่งลิงก์เข้าสู่ระบบ</button>
      </form>
      <p class="hint">ผู้ที่ยังไม่ได้ลงทะเบียน โปรดติดต่อผู้ดูแลระบบของกรมการปกครอง</p>
    </>,
  )
}

/** What everybody sees who has asked for a link, whether anybody has the address or not. */
export function checkMailPage(): string {
  return page(
    'โปรดตรวจสอบอีเมล',
    <>
      <p>หากอีเมลที่ระบุลงทะเบียนไว้ในระบบ ท่านจะได้รับลิงก์สำหรับเข้าสู่ระบบภายในไม่กี่นาที</p>
      <ul>
        <li>ลิงก์ใช้ได้ครั้งเดียว ภายใน 15 นาที</li>
        <li>หากขอหลายครั้ง ใช้ได้เฉพาะลิงก์ในอีเมลฉบับล่าสุด</li>
        <li>หากไม่พบอีเมล โปรดตรวจสอบในกล่องอีเมลขยะ</li>
      </ul>
      <p>
        <a href="/signin">กลับไปหน้าเข้าสู่ระบบ</a>
      </p>
    </>,
  )
}

/** What a mail's link opens. Nothing has happened yet: mail scanners open links too. */
export function linkPage(secret: string): string {
  return page(
    'ยืนยันการเข้าสู่ระบบ',
    <>
      <p>โปรดกดปุ่มเพื่อเข้าสู่ระบบในเครื่องนี้ หากใช้เครื่องร่วมกับผู้อื่น โปรดออกจากระบบทุกครั้งเมื่อใช้งานเสร็จ</p>
      <form method="post" action="/signin/link">
        <input type="hidden" name="s" value={secret} />
        <button type="submit">เข้าสู่ระบบ</button>
      </form>
    </>,
  )
}

export interface AccountPage {
  readonly name: string
  /** Null while there is something to choose. */
  readonly acting: ActingTh | null
  readonly choices: readonly { readonly id: string; readonly th: ActingTh; readonly chosen: boolean }[]
  readonly csrf: string
  readonly expiresAt: Date
  /** Where to go on once something is chosen. */
  readonly returnPath: string
}

/** Who is signed in and acts as what; where that is chosen, and where people sign out. */
export function accountPage({ name, acting, choices, csrf, expiresAt, returnPath }: AccountPage): string {
  const isChoice = choices.length > (acting ? 1 : 0)
  return page(
    acting ? 'บัญชีผู้ใช้งาน' : 'เลือกหน้าที่ที่จะปฏิบัติ',
    <>
      <dl>
        <dt>ชื่อ</dt>
        <dd>{name}</dd>
        {acting ? (
          <>
            <dt>ปฏิบัติหน้าที่</dt>
            <dd>{acting.role}</dd>
            <dt>หน่วยงาน</dt>
            <dd>{acting.area}</dd>
            {acting.actingFor ? (
              <>
                <dt>ปฏิบัติหน้าที่แทน</dt>
                <dd>{acting.actingFor}</dd>
              </>
            ) : null}
          </>
        ) : null}
        <dt>ต้องเข้าสู่ระบบใหม่</dt>
        <dd>{longMoment(toInstant(expiresAt))}</dd>
      </dl>
      {choices.length === 0 ? <p class="error">{refusals['no-assignment'].text}</p> : null}
      {isChoice ? (
        <form method="post" action="/signin/assignment">
          <input type="hidden" name="_csrf" value={csrf} />
          <input type="hidden" name="return" value={returnPath} />
          <fieldset>
            <legend>{acting ? 'เปลี่ยนหน้าที่ที่ปฏิบัติ' : 'ท่านได้รับมอบหมายหลายหน้าที่ โปรดเลือกหนึ่งหน้าที่'}</legend>
            {choices.map(({ id, th, chosen }) => (
              <label class="choice">
                <input type="radio" name="assignment" value={id} checked={chosen} required /> {th.role} {th.area}
                {th.actingFor ? ` (ปฏิบัติหน้าที่แทน${th.actingFor})` : ''}
              </label>
            ))}
          </fieldset>
          <button type="submit">ปฏิบัติหน้าที่นี้</button>
        </form>
      ) : null}
      <h2>ออกจากระบบ</h2>
      <form method="post" action="/signin/sign-out">
        <input type="hidden" name="_csrf" value={csrf} />
        <button type="submit">ออกจากระบบ</button>
      </form>
      <form method="post" action="/signin/sign-out-everywhere">
        <input type="hidden" name="_csrf" value={csrf} />
        <button type="submit" class="second">
          ออกจากระบบทุกเครื่อง
        </button>
      </form>
    </>,
  )
}

/** Why something was not done, and where to go on. @param reference the request's id, to ask about it */
export function refusalPage(type: RefusalType, reference: string): string {
  const { title, text } = refusals[type]
  return page(
    title,
    <>
      <p>{text}</p>
      <p>
        <a class="button" href="/signin">
          ไปหน้าเข้าสู่ระบบ
        </a>
      </p>
      <p class="hint">หมายเลขอ้างอิง {reference}</p>
    </>,
  )
}

function page(title: string, content: ComponentChildren): string {
  return `<!DOCTYPE html>\n${renderToString(
    <html lang="th">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} - ${service}`}</title>
        <link rel="stylesheet" href="/signin/style.css" />
      </head>
      <body>
        <header>
          <p>{department}</p>
          <p>{service}</p>
        </header>
        <main>
          <h1>{title}</h1>
          {content}
        </main>
        <footer>
          <p>
            <a href="/open">ข้อมูลเปิดของโครงการสำหรับประชาชน</a>
          </p>
        </footer>
      </body>
    </html>,
  )}`
}
