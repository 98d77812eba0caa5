import { z } from 'zod'
import { areaCommandNames, commandNames } from '../domain/command.ts'
import { type OfficeCode, provinceOf } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import { type Allocations, allocationRowSchema, readAllocations } from '../programme/allocations.ts'
import { type FileProblem, InvalidFileError, officesOf, type Programme, readData } from '../programme/load.ts'
import { daySchema, instantSchema } from '../programme/schema.ts'

/** A rehearsal script: which provinces take part, what they are allocated, and who does what when. */

const stepSchema = z
  .strictObject({
    at: instantSchema,
    office: z.string().optional(),
    scope: z.string().optional(),
    command: z.enum(commandNames, { error: `one of ${commandNames.join(', ')}` }),
    body: z.unknown().optional(),
  })
  .refine(
    (s) => (s.office === undefined) !== (s.scope === undefined),
    'either "office" or, for a command on an area, "scope"',
  )
  .refine(
    (s) => s.scope === undefined || (areaCommandNames as readonly string[]).includes(s.command),
    `"scope" only with ${areaCommandNames.join(', ')}`,
  )

const scriptSchema = z.strictObject({
  provinces: z.union([z.literal('all'), z.array(z.string().regex(/^\d{2}$/, 'a province code of two digits')).min(1)]),
  allocations: z.array(allocationRowSchema),
  steps: z.array(stepSchema),
  until: daySchema,
})

export type ScriptStep = z.output<typeof stepSchema>

/** A script checked against its programme. */
export interface Script {
  readonly provinces: readonly OfficeCode[]
  /** Offices that take part, in code order. */
  readonly offices: readonly OfficeCode[]
  readonly allocations: Allocations
  /** In order of time; steps of one moment in the order of the file. */
  readonly steps: readonly ScriptStep[]
  readonly until: Instant
}

/**
 * Reads a script for a programme.
 * @throws InvalidFileError naming the file, the path in it and what is expected
 */
export function loadScript(file: string, programme: Programme): Script {
  const source = readData(file, scriptSchema)
  const until = `${source.until}T23:59:59+07:00`
  const known = new Set(programme.provinces.map((p) => p.code))
  const problems: FileProblem[] = []
  const provinces = source.provinces === 'all' ? programme.provinces.map((p) => p.code) : source.provinces
  provinces.forEach((code, i) => {
    if (provinces.indexOf(code) !== i)
      problems.push({ file, path: `provinces.${i}`, expected: `each province once: ${code} is there already` })
    if (!known.has(code))
      problems.push({ file, path: `provinces.${i}`, expected: `a province of ${programme.id}, not ${code}` })
  })
  const taking = new Set(provinces)
  const offices = officesOf(programme).filter((o) => taking.has(provinceOf(o)))
  const read = readAllocations(source.allocations, programme, file)
  problems.push(...read.problems)
  if (problems.length > 0) throw new InvalidFileError(problems)
  return {
    provinces,
    offices,
    allocations: read.allocations,
    // What a script asks for after its end is not played.
    steps: source.steps
      .filter((step) => step.at <= until)
      .map((step, i) => ({ step, i }))
      .sort((a, b) => compare(a.step.at, b.step.at) || a.i - b.i)
      .map(({ step }) => step),
    until,
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
