/** What a form asks for. Names are those of a command's body, parts of one joined with a dot: `coordinator.name`. */
export type Field = TextField | AmountField | DayField | ChoiceField

interface FieldBase {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly isOptional?: boolean
}

export interface TextField extends FieldBase {
  readonly kind: 'text'
  readonly type?: 'email' | 'tel' | 'url'
  readonly autocomplete?: string
  /** Lines to write on; one when left out. */
  readonly rows?: number
  readonly max: number
  /** Said when the text has not the form it needs. */
  readonly wrong?: string
}

/** Baht, with at most two decimals. */
export interface AmountField extends FieldBase {
  readonly kind: 'amount'
}

/** A day, asked for as day, month and year of the Buddhist era: a browser's own calendar counts the years of another. */
export interface DayField extends FieldBase {
  readonly kind: 'day'
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice'
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** What was typed, by the names of the inputs. */
export type Typed = Readonly<Record<string, string>>

/** What is wrong with a field, and what to type instead. */
export interface FieldError {
  readonly field: string
  readonly text: string
}

/** The inputs of a day. */
export const dayInputs = (name: string) => ({ day: `${name}.day`, month: `${name}.month`, year: `${name}.year` })
