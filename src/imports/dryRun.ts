import { createHash } from 'node:crypto'
import type { CellProblem } from '../spreadsheet/problem.ts'
import { parseReference } from '../spreadsheet/table.ts'

/** What every dry run of a file says, whatever is imported. */
export interface DryRun {
  /** The sheet that was read; undefined for CSV. */
  readonly sheet: string | undefined
  readonly counts: {
    /** Rows under the headers; rows of totals are not among them. */
    readonly rows: number
    readonly fine: number
    readonly withErrors: number
  }
  /** Everything wrong, from the top. An import with any is not applied. */
  readonly problems: readonly CellProblem[]
  /** Headers of columns that were not read. */
  readonly unread: readonly string[]
  /** A hash of what the file was compared with: applied to anything else, the import is refused. */
  readonly basis: string
}

/** The hash of what a file is compared with. */
export function basisOf(compared: unknown): string {
  return createHash('sha256').update(JSON.stringify(compared)).digest('hex')
}

/** Counts of rows by the problems found in them. A problem of a row of totals is nobody's row. */
export function countsOf(rows: ReadonlySet<number>, problems: readonly CellProblem[]): DryRun['counts'] {
  const wrong = new Set(problems.map(rowOf).filter((row) => rows.has(row)))
  return { rows: rows.size, fine: rows.size - wrong.size, withErrors: wrong.size }
}

/** Problems from the top, each row from the left. */
export function inOrder(problems: readonly CellProblem[]): CellProblem[] {
  return problems
    .map((problem) => ({ problem, ...parseReference(problem.cell)! }))
    .sort((a, b) => a.row - b.row || a.column - b.column)
    .map(({ problem }) => problem)
}

function rowOf({ cell }: CellProblem): number {
  return parseReference(cell)!.row
}
