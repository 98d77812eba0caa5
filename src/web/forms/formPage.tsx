import type { ComponentChildren, VNode } from 'preact'
import { say } from '../../language/say.ts'
import { Scrolls } from '../scrolls.tsx'
import type { CommandForm } from './commandForms.ts'
import type { FieldError, Typed } from './field.ts'
import { ErrorSummary, Fields } from './fieldView.tsx'

/** A form to be filled in, or filled in and not taken. */
export interface FormView {
  readonly title: string
  /** The office it is for. */
  readonly about: string
  readonly form: CommandForm
  readonly typed: Typed
  readonly errors: readonly FieldError[]
  readonly problem?: { readonly title: string; readonly text: string } | undefined
  /** Left out where nobody is signed in. */
  readonly csrf?: string | undefined
  /** Under which the form is done once, however often its button is pressed; left out where its address is such a key. */
  readonly once?: string | undefined
  /** Where to go back to. */
  readonly back?: string | undefined
  /** What stands in the form before its fields. */
  readonly children?: ComponentChildren
}

/** The page of a command's form. */
export function FormPage({ title, about, form, typed, errors, problem, csrf, once, back, children }: FormView): VNode {
  return (
    <>
      <h1 id="title">{title}</h1>
      <p class="about">{about}</p>
      <ErrorSummary errors={errors} problem={problem} fields={form.fields} />
      {form.intro ? <p>{form.intro}</p> : null}
      {form.shown ? <Shown {...form.shown} /> : null}
      <form method="post" novalidate>
        {csrf === undefined ? null : <input type="hidden" name="_csrf" value={csrf} />}
        {once === undefined ? null : <input type="hidden" name="key" value={once} />}
        {children}
        <Fields fields={form.fields} typed={typed} errors={errors} />
        <p class="buttons">
          <button type="submit">{form.button}</button>
          {back === undefined ? null : <a href={back}>{say('กลับโดยไม่บันทึก')}</a>}
        </p>
      </form>
    </>
  )
}

function Shown({ head, rows }: NonNullable<CommandForm['shown']>): VNode {
  return (
    <Scrolls by="title">
      <table>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th scope="col" class={i > 0 ? 'figure' : undefined}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...figures]) => (
            <tr>
              <th scope="row">{first}</th>
              {figures.map((figure) => (
                <td class="figure">{figure}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  )
}
