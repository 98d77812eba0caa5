import { areas } from './areas.ts'
import { audit } from './audit.ts'
import { files } from './files.ts'
import { forms } from './forms.ts'
import { mails } from './mails.ts'
import { office } from './office.ts'
import { operations } from './operations.ts'
import { pages } from './pages.ts'
import { phrases } from './phrases.ts'
import { preview } from './preview.ts'
import { refusals } from './refusals.ts'
import { schedule } from './schedule.ts'
import { signIn } from './signIn.ts'
import { spreadsheets } from './spreadsheets.ts'
import { vocabulary } from './vocabulary.ts'

/** English for every text that pages are written with, by its Thai. Places are numbered, as `keyOf` does. */
export const english: ReadonlyMap<string, string> = new Map(
  [
    areas,
    audit,
    files,
    forms,
    mails,
    office,
    operations,
    pages,
    phrases,
    preview,
    refusals,
    schedule,
    signIn,
    spreadsheets,
    vocabulary,
  ].flatMap((words) => Object.entries(words)),
)
