/**
 * A mail's content as a list of blocks. Both of its forms, plain text and HTML, are written from the same blocks, so that
 * neither says anything the other does not.
 */
export type Block =
  | { readonly type: 'paragraph'; readonly text: string }
  | { readonly type: 'heading'; readonly text: string }
  /** Something that must not be overlooked: a rehearsal, a rule. */
  | { readonly type: 'banner'; readonly text: string; readonly tone: Tone }
  /** The figures of a summary, most telling first. */
  | { readonly type: 'figures'; readonly figures: readonly Figure[] }
  /** What a letter begins with: เรื่อง, เรียน, อ้างถึง. */
  | { readonly type: 'letterhead'; readonly facts: readonly Fact[] }
  /** Label and value. */
  | { readonly type: 'facts'; readonly facts: readonly Fact[] }
  /** Numbered steps. */
  | { readonly type: 'steps'; readonly steps: readonly string[] }
  /** What is said of one thing after the other: each a title, a mark beside it, and lines below. */
  | { readonly type: 'entries'; readonly entries: readonly Entry[] }
  | { readonly type: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** What a person wrote, as they wrote it. */
  | { readonly type: 'quote'; readonly label: string; readonly text: string }
  | { readonly type: 'link'; readonly label: string; readonly href: string }
  | { readonly type: 'small'; readonly text: string }

/** How grave something is. Never told by colour alone: the words say it too. */
export type Tone = 'alert' | 'warn' | 'good' | 'plain'

export interface Figure {
  readonly value: string
  readonly label: string
  readonly tone: Tone
}

export interface Fact {
  /** Empty where a value goes on under the label above. */
  readonly label: string
  readonly value: string
}

export interface Entry {
  readonly title: string
  readonly mark: string
  readonly tone: Tone
  readonly lines: readonly string[]
  /** What its reader can do about it at once. */
  readonly act?: { readonly label: string; readonly href: string }
}

/** What a mail says, before it is written out. */
export interface Draft {
  readonly subject: string
  /** The person or office addressed, after เรียน. */
  readonly to: string
  /** What stands above even the letterhead. */
  readonly lead?: readonly Block[]
  readonly body: readonly Block[]
}
