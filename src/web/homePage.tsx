import type { VNode } from 'preact'
import { say } from '../language/say.ts'

/** The programmes that there are, where there is not just one. */
export function HomePage({
  programmes,
}: {
  readonly programmes: readonly { readonly name: string; readonly year: number; readonly href: string }[]
}): VNode {
  return (
    <>
      <h1>{say('โครงการ')}</h1>
      {programmes.length === 0 ? <p>{say('ยังไม่มีโครงการในระบบ ผู้ดูแลระบบเป็นผู้นำเข้าโครงการ')}</p> : null}
      <ul class="programmes">
        {programmes.map(({ name, year, href }) => (
          <li>
            <a href={href} lang="th">
              {name}
            </a>{' '}
            {say('ปีงบประมาณ พ.ศ.')} {year}
          </li>
        ))}
      </ul>
    </>
  )
}
