import type { Request } from 'express'
import type { Sent } from '../../commands/gateway.ts'
import { rejectionTypes } from '../../domain/rejection.ts'
import { say } from '../../language/say.ts'
import { refusalTh, refusalTitleTh } from '../../thai/refusals.ts'
import { PageRefusal } from '../refusal.ts'
import type { Field, FieldError, Typed } from './field.ts'
import { refusedField } from './refusedField.ts'

/** What a form says when what was sent was not taken: beside the fields, and above them. */
export interface NotTaken {
  readonly errors: readonly FieldError[]
  readonly problem?: { readonly title: string; readonly text: string } | undefined
}

/** What is said of a command that was not accepted. */
export function notTaken(
  sent: Exclude<Sent<unknown>, { outcome: 'accepted' }>,
  fields: readonly Field[],
  nameOfLine: (code: string) => string,
): NotTaken & { readonly status: number } {
  switch (sent.outcome) {
    case 'invalid': {
      const errors = sent.invalid.map(({ path }) => wrongIn(path, fields))
      return {
        status: 422,
        errors: errors.filter((e) => e !== undefined),
        ...(errors.includes(undefined) ? UNREADABLE : {}),
      }
    }
    case 'refused': {
      const type = rejectionTypes.find((t) => t === sent.type)
      if (!type) throw new PageRefusal('internal-error')
      const text = refusalTh({ type, facts: sent.facts }, nameOfLine)
      const field = refusedField(type, fields)
      return {
        ...{ status: 422, errors: field ? [{ field, text }] : [] },
        problem: { title: say(refusalTitleTh[type]), text: field ? say('โปรดแก้ไขแล้วส่งใหม่') : text },
      }
    }
    case 'key-reused':
      return {
        ...{ status: 422, errors: [] },
        problem: {
          title: say('แบบฟอร์มนี้ส่งไปแล้ว'),
          text: say('แบบฟอร์มที่เปิดไว้ถูกส่งไปแล้วด้วยข้อมูลอื่น โปรดตรวจสอบในหน้าของหน่วยงานก่อน หากยังต้องการบันทึก โปรดส่งอีกครั้ง'),
        },
      }
    case 'unavailable':
      return {
        ...{ status: 503, errors: [] },
        problem: {
          title: say('ระบบยังไม่ตอบรับ'),
          text: say('ยังไม่ทราบว่าบันทึกแล้วหรือไม่ โปรดรอสักครู่แล้วกดส่งอีกครั้ง ระบบจะไม่บันทึกซ้ำ'),
        },
      }
  }
}

const UNREADABLE = { problem: { title: 'ยังไม่ได้บันทึก', text: 'ข้อมูลบางส่วนไม่อยู่ในรูปแบบที่ระบบรับได้ โปรดตรวจสอบแล้วส่งใหม่' } }

function wrongIn(path: string, fields: readonly Field[]): FieldError | undefined {
  const field = fields.find(({ name }) => path === name || path === `body.${name}` || path.startsWith(`${name}.`))
  if (!field) return undefined
  const text = (field.kind === 'text' && field.wrong) || say`โปรดตรวจสอบ${field.label}`
  return { field: field.name, text }
}

/** What was typed: text fields only, once each. */
export function typedIn(request: Request): Typed {
  const body = (request.body ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
