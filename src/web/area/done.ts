import { say } from '../../language/say.ts'
import { commandTh } from '../../thai/vocabulary.ts'
import { areaActNames } from './asked.ts'

/** What a page of an area says once after something was done there, from its address; undefined when nothing was. */
export function doneTh({ done, offices }: Readonly<Record<string, unknown>>): string | undefined {
  const act = areaActNames.find((a) => a === done)
  if (!act || typeof offices !== 'string' || !/^\d{1,4}$/.test(offices)) return undefined
  const unit = act === 'answer-escalation' ? say('รายการ') : say('หน่วยงาน')
  return say`${say(commandTh[act])}แล้ว ${offices} ${unit}`
}
