import { z } from 'zod'
import { parseBaht, type Satang } from '../domain/money.ts'
import { type LineCode, type OfficeCode, officeCodeForm } from '../domain/policy.ts'
import { type FileProblem, InvalidFileError, officesOf, type Programme, readData } from './load.ts'

/** What each office is allocated: data that the department loads (letter งป.1), or samples that say so. */

export const allocationRowSchema = z.strictObject({
  office: z.string().regex(officeCodeForm, 'an office code of two or four digits'),
  line: z.string(),
  amount: z.string().refine((a) => parseBaht(a) !== undefined, 'an amount in baht such as "30000.00"'),
})

/** Satang per office and budget line. */
export type Allocations = ReadonlyMap<OfficeCode, Readonly<Record<LineCode, Satang>>>

const allocationsSchema = z.strictObject({
  sample: z.boolean({ error: "true when these are not the department's own amounts, else false" }),
  note: z.string().optional(),
  allocations: z.array(allocationRowSchema),
})

/**
 * Reads an allocation file for a programme.
 * @throws InvalidFileError naming the file, the row and what is expected
 */
export function loadAllocations(file: string, programme: Programme): { sample: boolean; allocations: Allocations } {
  const source = readData(file, allocationsSchema)
  const { allocations, problems } = readAllocations(source.allocations, programme, file)
  if (problems.length > 0) throw new InvalidFileError(problems)
  return { sample: source.sample, allocations }
}

/** Allocation rows as satang per office and line, with every row that does not fit the programme. */
export function readAllocations(
  rows: readonly z.output<typeof allocationRowSchema>[],
  programme: Programme,
  file: string,
): { allocations: Allocations; problems: FileProblem[] } {
  const offices = new Set(officesOf(programme))
  const lines = new Set(programme.policy.lines)
  const allocations = new Map<OfficeCode, Record<LineCode, Satang>>()
  const problems: FileProblem[] = []
  rows.forEach(({ office, line, amount }, i) => {
    const path = `allocations.${i}`
    const own = allocations.get(office) ?? {}
    if (!offices.has(office))
      problems.push({ file, path: `${path}.office`, expected: `an office of ${programme.id}, not ${office}` })
    else if (!lines.has(line))
      problems.push({ file, path: `${path}.line`, expected: `one of ${[...lines].join(', ')}, not ${line}` })
    else if (Object.hasOwn(own, line))
      problems.push({ file, path, expected: `one row per office and line: ${office} has ${line} already` })
    else allocations.set(office, { ...own, [line]: parseBaht(amount)! })
  })
  return { allocations, problems }
}
