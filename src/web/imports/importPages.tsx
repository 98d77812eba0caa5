import type { VNode } from 'preact'
import type { FileKind } from '../../filesIn/filesIn.ts'
import { say } from '../../language/say.ts'
import { programmePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'
import { kindsTh } from './kinds.ts'
import type { Shown, ShownSection } from './shown.ts'

/** How many rows of each table, and of problems, a page shows. */
const ROWS = 50
const PROBLEMS = 200

export const importPath = (programme: string, kind?: FileKind, file?: string): string =>
  [programmePath(programme), 'imports', kind, file].filter(Boolean).join('/')

/** The kinds of files that a reader may bring in. */
export function ImportsPage({ programme, kinds }: { programme: string; kinds: readonly FileKind[] }): VNode {
  return (
    <>
      <h1>{say('นำเข้าข้อมูลจากไฟล์')}</h1>
      <p>{say('ระบบตรวจไฟล์และแสดงผลให้ดูก่อนทุกครั้ง และจะบันทึกเมื่อยืนยันเท่านั้น')}</p>
      <ul class="choices">
        {kinds.map((kind) => (
          <li>
            <a href={importPath(programme, kind)}>{say(kindsTh[kind].title)}</a>
            <p class="hint">{say(kindsTh[kind].about)}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

export interface UploadView {
  readonly programme: string
  readonly kind: FileKind
  readonly csrf: string
  /** Why the file that was sent is of no use. */
  readonly wrong?: string | undefined
}

/** Where a file is chosen. */
export function UploadPage({ programme, kind, csrf, wrong }: UploadView): VNode {
  const { template } = kindsTh[kind]
  const [title, about] = [say(kindsTh[kind].title), say(kindsTh[kind].about)]
  return (
    <>
      <h1>{title}</h1>
      <p>{about}</p>
      {template ? (
        <p>
          <a href={`/api/v1${importPath(programme, kind)}/template`}>{say('ดาวน์โหลดแบบกรอก (.xlsx)')}</a>{' '}
          {say('มีรายชื่อทุกหน่วยงานแล้ว')}
        </p>
      ) : null}
      {wrong ? (
        <div class="errors" role="alert">
          <h2>{say('ยังใช้ไฟล์นี้ไม่ได้')}</h2>
          <p>{wrong}</p>
        </div>
      ) : null}
      <form method="post" enctype="multipart/form-data">
        <input type="hidden" name="_csrf" value={csrf} />
        <div class="field">
          <label for="f-file">{say('ไฟล์')}</label>
          <p class="hint" id="f-file-hint">
            {say('.xlsx หรือ .csv ขนาดไม่เกิน 20 เมกะไบต์')}
          </p>
          <input
            id="f-file"
            type="file"
            name="file"
            accept=".xlsx,.csv"
            required
            aria-describedby="f-file-hint"
            aria-invalid={wrong ? 'true' : undefined}
          />
        </div>
        <div class="field">
          <label for="f-sheet">
            {say('ชื่อแผ่นงาน')} <span class="optional">{say('(ถ้าไม่ใช่แผ่นแรก)')}</span>
          </label>
          <input id="f-sheet" name="sheet" maxLength={100} autocomplete="off" />
        </div>
        <p class="buttons">
          <button type="submit">{say('ตรวจไฟล์')}</button>
          <a href={importPath(programme)}>{say('ไฟล์ชนิดอื่น')}</a>
        </p>
      </form>
    </>
  )
}

export interface DryRunView {
  readonly programme: string
  readonly kind: FileKind
  readonly csrf: string
  readonly file: string
  readonly shown: Shown
  /** What an attempt to apply came to, when it was not applied. */
  readonly refused?: string | undefined
  /** Of a list of participants: the least minutes that count. */
  readonly leastMinutes?: number | undefined
  /** What came of it, once it was applied. */
  readonly results?: readonly ShownSection[] | undefined
}

/** What a file would do: looked at before anything is written. */
export function DryRunPage({ programme, kind, csrf, file, shown, refused, leastMinutes, results }: DryRunView): VNode {
  const [title, button] = [say(kindsTh[kind].title), say(kindsTh[kind].button)]
  const { counts, problems, unread, toDo, basis } = shown
  const isFree = kind === 'forms-responses' || kind === 'zoom-attendance'
  const mayApply = toDo > 0 && (isFree || problems.length === 0)
  return (
    <>
      <h1>{results ? say(kindsTh[kind].done) : say`ตรวจไฟล์: ${title}`}</h1>
      <p class="about">
        {file}
        {shown.sheet ? say` แผ่นงาน ${shown.sheet}` : ''}
      </p>
      {refused ? (
        <div class="errors" role="alert">
          <h2>{say('ยังไม่ได้บันทึก')}</h2>
          <p>{refused}</p>
        </div>
      ) : null}
      <p>
        {say('อ่านได้')} {counts.rows} {say('แถว ถูกต้อง')} {counts.fine} {say('แถว มีข้อผิดพลาด')} {counts.withErrors}{' '}
        {say('แถว')}
      </p>
      {shown.remarks.map((remark) => (
        <p>{remark}</p>
      ))}
      {unread.length > 0 ? (
        <p class="hint">
          {say('คอลัมน์ที่ระบบไม่ได้อ่าน:')} {unread.join(', ')}
        </p>
      ) : null}
      {problems.length > 0 ? <Problems shown={shown} /> : null}
      {(results ?? shown.sections).map((section, i) => (
        <Section section={section} id={`section-${i}`} />
      ))}
      {results ? null : (
        <form method="post">
          <input type="hidden" name="_csrf" value={csrf} />
          {basis === undefined ? null : <input type="hidden" name="basis" value={basis} />}
          {leastMinutes === undefined ? null : (
            <div class="field">
              <label for="f-leastMinutes">{say('นับว่าเข้าร่วมเมื่ออยู่อย่างน้อย (นาที)')}</label>
              <input id="f-leastMinutes" name="leastMinutes" inputMode="numeric" maxLength={3} value={leastMinutes} />
            </div>
          )}
          {mayApply ? null : (
            <p>
              {problems.length > 0 && !isFree
                ? say('โปรดแก้ไขไฟล์แล้วส่งใหม่ ระบบบันทึกทั้งไฟล์หรือไม่บันทึกเลย')
                : say('ไม่มีรายการที่ต้องบันทึก')}
            </p>
          )}
          <p class="buttons">
            {mayApply ? (
              <button type="submit" name="step" value="apply">
                {say`${button} ${toDo} รายการ`}
              </button>
            ) : null}
            {leastMinutes === undefined ? null : (
              <button type="submit" class="second" name="step" value="check">
                {say('ตรวจใหม่')}
              </button>
            )}
            <a href={importPath(programme, kind)}>{say('ส่งไฟล์อื่น')}</a>
          </p>
        </form>
      )}
    </>
  )
}

function Problems({ shown: { problems } }: { shown: Shown }): VNode {
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">
        {say('ข้อผิดพลาด')} {problems.length} {say('แห่ง')}
      </h2>
      <Scrolls by="problems">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('เซลล์')}</th>
              <th scope="col">{say('คอลัมน์')}</th>
              <th scope="col">{say('ข้อความในเซลล์')}</th>
              <th scope="col">{say('สิ่งที่ต้องแก้ไข')}</th>
            </tr>
          </thead>
          <tbody>
            {problems.slice(0, PROBLEMS).map((p) => (
              <tr>
                <th scope="row">{p.cell}</th>
                <td>{p.column}</td>
                <td>{p.value}</td>
                <td>{p.messageTh}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      {problems.length > PROBLEMS ? (
        <p class="hint">
          {say('แสดง')} {PROBLEMS} {say('แห่งแรก')}
        </p>
      ) : null}
    </section>
  )
}

function Section({ section: { heading, head, rows }, id }: { section: ShownSection; id: string }): VNode | null {
  if (rows.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{say`${heading} ${rows.length} รายการ`}</h2>
      <Scrolls by={id}>
        <table>
          <thead>
            <tr>
              {head.map((cell) => (
                <th scope="col">{cell}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, ROWS).map(([first, ...cells]) => (
              <tr>
                <th scope="row">{first}</th>
                {cells.map((cell) => (
                  <td>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      {rows.length > ROWS ? (
        <p class="hint">
          {say('แสดง')} {ROWS} {say('รายการแรก')}
        </p>
      ) : null}
    </section>
  )
}
