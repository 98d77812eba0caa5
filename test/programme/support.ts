import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect } from 'vitest'
import { parse, stringify } from 'yaml'
import { InvalidFileError, loadProgramme, type Programme } from '../../src/programme/load.ts'

export const programmeFile = resolve(import.meta.dirname, '../../programmes/amphoe-ita-2568.yaml')
export const programme2568 = loadProgramme(programmeFile)

const read = (name: string) => readFileSync(resolve(dirname(programmeFile), name), 'utf8')

/** A data file as plain values, to be edited by a test. */
// biome-ignore lint/suspicious/noExplicitAny: a test breaks the file in ways that no type allows
export type Data = any

/** The programme file of 2568, with its areas and calendar, each as a test changed it, in a folder of its own. */
export function programmeWith(change: {
  programme?: (file: Data) => unknown
  areas?: (file: Data) => unknown
  calendar?: (file: Data) => unknown
}): string {
  const folder = mkdtempSync(join(tmpdir(), 'programme-'))
  const edited = (data: Data, edit: ((file: Data) => unknown) | undefined) => {
    edit?.(data)
    return data
  }
  const programme = edited(parse(read('amphoe-ita-2568.yaml')), change.programme)
  programme.areas = 'areas.json'
  programme.calendar = 'calendar.json'
  writeFileSync(join(folder, 'areas.json'), JSON.stringify(edited(JSON.parse(read('data/areas.json')), change.areas)))
  writeFileSync(
    join(folder, 'calendar.json'),
    JSON.stringify(edited(JSON.parse(read('data/th-government-holidays.json')), change.calendar)),
  )
  writeFileSync(join(folder, 'programme.yaml'), stringify(programme))
  return join(folder, 'programme.yaml')
}

/** Loads the changed programme. */
export function load(change: Parameters<typeof programmeWith>[0]): Programme {
  return loadProgramme(programmeWith(change))
}

/** A file with this text. */
export function fileWith(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'file-')), name)
  writeFileSync(file, text)
  return file
}

/** What is wrong with a file, as `programme.yaml: obligations.report.deadline: a day such as 2025-05-15`. */
export function problemsOf(loading: () => unknown): string[] {
  try {
    loading()
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidFileError)
    const { problems, message } = error as InvalidFileError
    for (const problem of problems) {
      expect(message).toContain(problem.file)
      expect(message).toContain(problem.expected)
    }
    return problems.map(({ file, path, expected }) => `${file.split('/').at(-1)}: ${path}: ${expected}`)
  }
  throw new Error('the file was accepted')
}
