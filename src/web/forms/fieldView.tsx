import type { VNode } from 'preact'
import type { Day } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { monthNames } from '../../thai/dates.ts'
import { dayInputs, type Field, type FieldError, type Typed } from './field.ts'

/** Fields with what was typed in them, and what is wrong with it beside the field. */
export function Fields({
  fields,
  typed,
  errors,
}: {
  readonly fields: readonly Field[]
  readonly typed: Typed
  readonly errors: readonly FieldError[]
}): VNode {
  return (
    <>
      {fields.map((field) => (
        <FieldView field={field} typed={typed} error={errors.find((e) => e.field === field.name)?.text} />
      ))}
    </>
  )
}

/** What was not taken, with the way to each field: read first, by whoever reads or hears the page. */
export function ErrorSummary({
  errors,
  problem,
  fields,
}: {
  readonly errors: readonly FieldError[]
  /** What is wrong with the whole. */
  readonly problem?: { readonly title: string; readonly text: string } | undefined
  readonly fields: readonly Field[]
}): VNode | null {
  if (errors.length === 0 && !problem) return null
  return (
    <div class="errors" role="alert">
      <h2>{problem?.title ?? say('ยังไม่ได้บันทึก โปรดแก้ไข')}</h2>
      {problem ? <p>{problem.text}</p> : null}
      {errors.length > 0 ? (
        <ul>
          {errors.map(({ field, text }) => (
            <li>
              <a
                href={`#${firstInput(
                  fields.find((f) => f.name === field),
                  field,
                )}`}
              >
                {text}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

/** The inputs of a day, filled in. */
export function typedDay(name: string, day: Day): Typed {
  const inputs = dayInputs(name)
  const [year, month, date] = day.split('-').map(Number)
  return { [inputs.day]: String(date), [inputs.month]: String(month), [inputs.year]: String(year! + 543) }
}

interface Shown {
  readonly field: Field
  readonly typed: Typed
  readonly error: string | undefined
}

function FieldView(shown: Shown): VNode {
  const { field } = shown
  if (field.kind === 'day') return <DayView {...shown} />
  if (field.kind === 'choice' && field.options.length <= 5) return <RadioView {...shown} options={field.options} />
  const { name, label } = field
  const described = describedBy(shown)
  return (
    <div class="field">
      <label for={idOf(name)}>
        {label}
        <Optional field={field} />
      </label>
      <Told {...shown} />
      <Input shown={shown} described={described} />
    </div>
  )
}

function Input({ shown, described }: { shown: Shown; described: Described }): VNode {
  const { field, typed } = shown
  const value = typed[field.name] ?? ''
  const common = { id: idOf(field.name), name: field.name, ...described }
  if (field.kind === 'choice')
    return (
      <select {...common}>
        <option value="">{say('เลือก…')}</option>
        {field.options.map((o) => (
          <option value={o.value} selected={o.value === value}>
            {o.label}
          </option>
        ))}
      </select>
    )
  if (field.kind === 'amount')
    return (
      <span class="amount">
        <input {...common} inputMode="decimal" autocomplete="off" maxLength={30} value={value} /> {say('บาท')}
      </span>
    )
  if (field.kind === 'text' && field.rows)
    return (
      <textarea {...common} rows={field.rows} maxLength={field.max}>
        {value}
      </textarea>
    )
  const { type = 'text', autocomplete = 'off', max = 60 } = field as Extract<Field, { kind: 'text' }>
  // Preact's types know every type of input by itself, and not their union.
  return <input {...common} type={type as 'text'} autocomplete={autocomplete} maxLength={max} value={value} />
}

function DayView(shown: Shown): VNode {
  const { field, typed } = shown
  const inputs = dayInputs(field.name)
  const described = describedBy(shown)
  return (
    <fieldset class="field" {...described}>
      <legend>
        {field.label}
        <Optional field={field} />
      </legend>
      <Told {...shown} />
      <div class="day">
        <label>
          {say('วันที่')}
          <input
            id={idOf(inputs.day)}
            name={inputs.day}
            inputMode="numeric"
            maxLength={2}
            size={2}
            value={typed[inputs.day] ?? ''}
          />
        </label>
        <label>
          {say('เดือน')}
          <select name={inputs.month}>
            <option value="">{say('เลือก…')}</option>
            {monthNames().map((month, i) => (
              <option value={String(i + 1)} selected={String(i + 1) === typed[inputs.month]}>
                {month}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say('ปี พ.ศ.')}
          <input name={inputs.year} inputMode="numeric" maxLength={4} size={4} value={typed[inputs.year] ?? ''} />
        </label>
      </div>
    </fieldset>
  )
}

function RadioView({ options, ...shown }: Shown & { options: readonly { value: string; label: string }[] }): VNode {
  const { field, typed } = shown
  return (
    <fieldset class="field" {...describedBy(shown)}>
      <legend>
        {field.label}
        <Optional field={field} />
      </legend>
      <Told {...shown} />
      {options.map(({ value, label }, i) => (
        <label class="choice">
          <input
            id={i === 0 ? idOf(field.name) : undefined}
            type="radio"
            name={field.name}
            value={value}
            checked={typed[field.name] === value}
          />{' '}
          {label}
        </label>
      ))}
    </fieldset>
  )
}

function Told({ field, error }: Shown): VNode {
  return (
    <>
      {field.hint ? (
        <p class="hint" id={`${idOf(field.name)}-hint`}>
          {field.hint}
        </p>
      ) : null}
      {error ? (
        <p class="error" id={`${idOf(field.name)}-error`}>
          {error}
        </p>
      ) : null}
    </>
  )
}

function Optional({ field }: { field: Field }): VNode | null {
  return field.isOptional ? <span class="optional"> {say('(ถ้ามี)')}</span> : null
}

interface Described {
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: 'true'
}

function describedBy({ field, error }: Shown): Described {
  const ids = [...(error ? [`${idOf(field.name)}-error`] : []), ...(field.hint ? [`${idOf(field.name)}-hint`] : [])]
  return {
    ...(ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {}),
    ...(error ? { 'aria-invalid': 'true' } : {}),
  }
}

function firstInput(field: Field | undefined, name: string): string {
  return idOf(field?.kind === 'day' ? dayInputs(name).day : name)
}

function idOf(name: string): string {
  return `f-${name.replaceAll('.', '-')}`
}
