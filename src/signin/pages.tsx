import type { ComponentChildren } from 'preact'
import { say } from '../language/say.ts'
import { toInstant } from '../store/forms.ts'
import type { StandingSession } from '../store/sessions.ts'
import { longMoment } from '../thai/dates.ts'
import { page as frame } from '../web/shell.tsx'
import type { ActingTh } from './actingTh.ts'
import { type RefusalType, refusals } from './refusals.ts'

/** The pages of signing in. They work without JavaScript, by keyboard and with a screen reader. Every text is escaped by JSX. */

export interface SignInPage {
  /** The provider's name, when there is one. */
  readonly provider: string | undefined
  /** Whether a link may be asked for. */
  readonly byEmail: boolean
  readonly returnPath: string
  /** What was typed and cannot be an e-mail address. */
  readonly wrongEmail?: string | undefined
  readonly signedOut?: boolean
}

/** Where people choose how to sign in. */
export function signInPage({ provider, byEmail, returnPath, wrongEmail, signedOut }: SignInPage): string {
  return page(
    say('เข้าสู่ระบบ'),
    <>
      {signedOut ? (
        <p role="status" class="notice">
          {say('ออกจากระบบแล้ว')}
        </p>
      ) : null}
      <p>{say('สำหรับเจ้าหน้าที่ที่ได้รับมอบหมายและลงทะเบียนไว้แล้ว')}</p>
      {provider === undefined ? null : (
        <>
          <p>
            <a class="button" href={`/signin/oidc?${new URLSearchParams({ return: returnPath })}`}>
              {say('เข้าสู่ระบบด้วย')} {provider}
            </a>
          </p>
          {byEmail ? <h2>{say('หรือเข้าสู่ระบบด้วยอีเมล')}</h2> : null}
        </>
      )}
      {byEmail ? <EmailForm {...{ returnPath, wrongEmail }} /> : null}
      <p class="hint">{say('ผู้ที่ยังไม่ได้ลงทะเบียน โปรดติดต่อผู้ดูแลระบบของกรมการปกครอง')}</p>
      <p>
        <a href="/open">{say('ความก้าวหน้าของโครงการสำหรับประชาชน')}</a>
      </p>
    </>,
  )
}

function EmailForm({ returnPath, wrongEmail }: Pick<SignInPage, 'returnPath' | 'wrongEmail'>) {
  return (
    <form method="post" action="/signin/email">
      <input type="hidden" name="return" value={returnPath} />
      <div class="field">
        <label for="email">{say('ที่อยู่ไปรษณีย์อิเล็กทรอนิกส์ (อีเมล)')}</label>
        <p id="email-hint" class="hint">
          {say('ระบบจะส่งลิงก์สำหรับเข้าสู่ระบบไปยังอีเมลที่ลงทะเบียนไว้')}
        </p>
        {wrongEmail === undefined ? null : (
          <p id="email-error" class="error" role="alert">
            {say('อีเมลไม่ถูกต้อง ตัวอย่างที่ถูกต้อง: name@example.go.th')}
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
      </div>
      <button type="submit">{say('ส่งลิงก์เข้าสู่ระบบ')}</button>
    </form>
  )
}

/** What everybody sees who has asked for a link, whether anybody has the address or not. */
export function checkMailPage(): string {
  return page(
    say('โปรดตรวจสอบอีเมล'),
    <>
      <p>{say('หากอีเมลที่ระบุลงทะเบียนไว้ในระบบ ท่านจะได้รับลิงก์สำหรับเข้าสู่ระบบภายในไม่กี่นาที')}</p>
      <ul>
        <li>{say('ลิงก์ใช้ได้ครั้งเดียว ภายใน 10 นาที')}</li>
        <li>{say('หากขอหลายครั้ง ใช้ได้เฉพาะลิงก์ในอีเมลฉบับล่าสุด')}</li>
        <li>{say('หากไม่พบอีเมล โปรดตรวจสอบในกล่องอีเมลขยะ')}</li>
      </ul>
      <p>
        <a href="/signin">{say('กลับไปหน้าเข้าสู่ระบบ')}</a>
      </p>
    </>,
  )
}

/** What a mail's link opens. Nothing has happened yet: mail scanners open links too. */
export function linkPage(secret: string): string {
  return page(
    say('ยืนยันการเข้าสู่ระบบ'),
    <>
      <p>{say('โปรดกดปุ่มเพื่อเข้าสู่ระบบในเครื่องนี้ หากใช้เครื่องร่วมกับผู้อื่น โปรดออกจากระบบทุกครั้งเมื่อใช้งานเสร็จ')}</p>
      <form method="post" action="/signin/link">
        <input type="hidden" name="s" value={secret} />
        <button type="submit">{say('เข้าสู่ระบบ')}</button>
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
  /** Where else, and here, the person is signed in. */
  readonly sessions: readonly (StandingSession & { readonly machine: string; readonly isThis: boolean })[]
  /** Where to go on once something is chosen. */
  readonly returnPath: string
}

/** Who is signed in and acts as what; where that is chosen, and where people sign out. */
export function accountPage({ name, acting, choices, csrf, expiresAt, sessions, returnPath }: AccountPage): string {
  const isChoice = choices.length > (acting ? 1 : 0)
  return page(
    acting ? say('บัญชีผู้ใช้งาน') : say('เลือกหน้าที่ที่จะปฏิบัติ'),
    <>
      <dl class="facts">
        <dt>{say('ชื่อ')}</dt>
        <dd>{name}</dd>
        {acting ? (
          <>
            <dt>{say('ปฏิบัติหน้าที่')}</dt>
            <dd>{acting.role}</dd>
            <dt>{say('หน่วยงาน')}</dt>
            <dd>{acting.area}</dd>
            {acting.actingFor ? (
              <>
                <dt>{say('ปฏิบัติหน้าที่แทน')}</dt>
                <dd>{acting.actingFor}</dd>
              </>
            ) : null}
          </>
        ) : null}
        <dt>{say('ต้องเข้าสู่ระบบใหม่')}</dt>
        <dd>{longMoment(toInstant(expiresAt))}</dd>
      </dl>
      {choices.length === 0 ? <p class="error">{say(refusals['no-assignment'].text)}</p> : null}
      {isChoice ? (
        <form method="post" action="/signin/assignment">
          <input type="hidden" name="_csrf" value={csrf} />
          <input type="hidden" name="return" value={returnPath} />
          <fieldset class="field">
            <legend>{acting ? say('เปลี่ยนหน้าที่ที่ปฏิบัติ') : say('ท่านได้รับมอบหมายหลายหน้าที่ โปรดเลือกหนึ่งหน้าที่')}</legend>
            {choices.map(({ id, th, chosen }) => (
              <label class="choice">
                <input type="radio" name="assignment" value={id} checked={chosen} required /> {th.role} {th.area}
                {th.actingFor ? say` (ปฏิบัติหน้าที่แทน${th.actingFor})` : ''}
              </label>
            ))}
          </fieldset>
          <button type="submit">{say('ปฏิบัติหน้าที่นี้')}</button>
        </form>
      ) : null}
      <h2>{say('ออกจากระบบ')}</h2>
      <form method="post" action="/signin/sign-out">
        <input type="hidden" name="_csrf" value={csrf} />
        <button type="submit">{say('ออกจากระบบ')}</button>
      </form>
      <form method="post" action="/signin/sign-out-everywhere">
        <input type="hidden" name="_csrf" value={csrf} />
        <button type="submit" class="second">
          {say('ออกจากระบบทุกเครื่อง')}
        </button>
      </form>
      <h2>{say('เครื่องที่เข้าสู่ระบบอยู่')}</h2>
      <ul class="machines">
        {sessions.map(({ id, machine, createdAt, lastSeenAt, isThis }) => (
          <li>
            <span id={`machine-${id}`}>
              {machine || say('ไม่ทราบชนิดของเครื่อง')}
              {isThis ? ` (${say('เครื่องนี้')})` : ''}: {say('เข้าสู่ระบบเมื่อ')} {longMoment(toInstant(createdAt))},{' '}
              {say('ใช้งานล่าสุดเมื่อ')} {longMoment(toInstant(lastSeenAt))}
            </span>
            {isThis ? null : (
              <form method="post" action="/signin/sign-out-elsewhere">
                <input type="hidden" name="_csrf" value={csrf} />
                <input type="hidden" name="session" value={id} />
                <button type="submit" class="second" aria-describedby={`machine-${id}`}>
                  {say('ออกจากระบบเครื่องนั้น')}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </>,
  )
}

/** Why something was not done, and where to go on. @param reference the request's id, to ask about it */
export function refusalPage(type: RefusalType, reference: string): string {
  const [title, text] = [say(refusals[type].title), say(refusals[type].text)]
  return page(
    title,
    <>
      <p>{text}</p>
      <p>
        <a class="button" href="/signin">
          {say('ไปหน้าเข้าสู่ระบบ')}
        </a>
      </p>
      <p class="hint">
        {say('หมายเลขอ้างอิง')} {reference}
      </p>
    </>,
  )
}

function page(title: string, content: ComponentChildren): string {
  return frame(
    { title },
    <>
      <h1>{title}</h1>
      {content}
    </>,
  )
}
