import type { VNode } from 'preact'
import { say } from '../../language/say.ts'
import type { SnapshotView, Verification } from '../../papers/snapshots.ts'
import { longMoment, shortDay, timeOfDay } from '../../thai/dates.ts'
import { Scrolls } from '../scrolls.tsx'

export interface SummariesView {
  readonly programme: string
  /** The latest first. */
  readonly snapshots: readonly SnapshotView[]
  /** Left out where its reader may not freeze one. */
  readonly csrf?: string | undefined
  /** What looking at one again has found. */
  readonly verified?: { readonly id: string; readonly found: Verification } | undefined
}

/** The national summaries that were handed on: taken, fetched, and held against what was frozen. */
export function SummariesPage({ programme, snapshots, csrf, verified }: SummariesView): VNode {
  const files = (id: string) => `/api/v1/programmes/${programme}/snapshots/${id}`
  return (
    <>
      <h1>{say('สรุปผลทั่วประเทศสำหรับสำนักงาน ป.ป.ช.')}</h1>
      <p>
        {say('สรุปผลแต่ละฉบับเก็บข้อมูล ณ เวลาที่จัดทำพร้อมลายนิ้วมือของข้อมูล (SHA-256) จึงจัดทำไฟล์ซ้ำและตรวจสอบภายหลังได้ว่าไม่มีการแก้ไข')}
      </p>
      {csrf === undefined ? null : (
        <form method="post">
          <input type="hidden" name="_csrf" value={csrf} />
          <p class="buttons">
            <button type="submit">{say('จัดทำสรุปผล ณ ขณะนี้')}</button>
            <span class="hint">{say('ใช้เวลาไม่กี่วินาที')}</span>
          </p>
        </form>
      )}
      {snapshots.length === 0 ? <p>{say('ยังไม่มีสรุปผลที่จัดทำไว้')}</p> : null}
      {snapshots.length > 0 ? (
        <>
          <h2 id="snapshots">{say('ฉบับที่จัดทำแล้ว')}</h2>
          <Scrolls by="snapshots">
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('ข้อมูล ณ')}</th>
                  <th scope="col">{say('จัดทำเมื่อ')}</th>
                  <th scope="col">{say('ลายนิ้วมือของข้อมูล')}</th>
                  <th scope="col">{say('ไฟล์')}</th>
                  <th scope="col">{say('การตรวจสอบ')}</th>
                </tr>
              </thead>
              <tbody>
                {snapshots.map(({ id, at, takenAt, hashes }) => (
                  <tr>
                    <th scope="row">
                      {shortDay(at.slice(0, 10))} {timeOfDay(at)}
                    </th>
                    <td>{longMoment(takenAt)}</td>
                    <td>
                      <code>{hashes.data.slice(0, 16)}…</code>
                    </td>
                    <td>
                      <a href={`${files(id)}/summary.pdf`}>PDF</a> <a href={`${files(id)}/summary.xlsx`}>.xlsx</a>
                    </td>
                    <td>
                      {verified?.id === id ? (
                        <b class={verified.found.changed.length > 0 ? 'alert' : 'good'}>{foundTh(verified.found)}</b>
                      ) : (
                        <a href={`?verify=${id}#snapshots`}>{say('ตรวจสอบ')}</a>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolls>
        </>
      ) : null}
    </>
  )
}

function foundTh({ changed, remade }: Verification): string {
  if (changed.includes('data')) return say('ข้อมูลถูกแก้ไขหลังจัดทำ')
  if (changed.length > 0) return say('ไฟล์ที่จัดทำซ้ำไม่ตรงกับลายนิ้วมือที่เก็บไว้')
  return remade.length > 0 ? say('ข้อมูลตรงกัน ไฟล์จัดทำด้วยโปรแกรมรุ่นใหม่จึงต่างจากเดิม') : say('ตรงกันทุกประการ')
}
