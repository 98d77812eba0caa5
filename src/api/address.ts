import { officeCodeForm } from '../domain/policy.ts'
import { Problem } from './problem.ts'
import { unknownOffice, unknownProgramme } from './read.ts'

/** What stands in the addresses of the API. */

export interface PathParameter {
  /** What it must look like to be looked up at all. */
  readonly form: RegExp
  readonly description: string
  readonly example: string
  /** What is answered to a value in no such form: the same as to one that does not exist. */
  unknown(value: string): Problem
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const pathParameters: Readonly<Record<string, PathParameter>> = {
  programme: {
    form: /^[a-z0-9-]{1,60}$/,
    description: 'A programme.',
    example: 'amphoe-ita-2568',
    unknown: unknownProgramme,
  },
  office: {
    form: officeCodeForm,
    description: 'An office: two digits for a province office, four for a district office.',
    example: '4718',
    unknown: unknownOffice,
  },
  province: { form: /^\d{2}$/, description: 'A province.', example: '47', unknown: unknownOffice },
  contact: {
    form: uuidForm,
    description: 'A contact.',
    example: '1c9d1d0e-6a61-4b5e-9a53-2f0c6d1a7b42',
    unknown: (contact) => new Problem('unknown-contact', 'There is no such contact within reach.', { contact }),
  },
  webhook: {
    form: uuidForm,
    description: 'An endpoint of webhooks.',
    example: '4f6f0e2a-1f0b-4c6e-8d58-5a4b1c2d3e4f',
    unknown: (endpoint) => new Problem('unknown-endpoint', 'There is no such endpoint within reach.', { endpoint }),
  },
  snapshot: {
    form: uuidForm,
    description: 'A frozen summary.',
    example: '7b1e6f0c-93d4-4f57-a1f2-0c9d8e7f6a5b',
    unknown: () => new Problem('not-found', 'There is no such snapshot.'),
  },
  token: {
    form: uuidForm,
    description: 'A token’s id.',
    example: '0d9f5b2e-6a51-4a3f-9c1d-2f6d3a5b7c81',
    unknown: () => new Problem('not-found', 'There is no such token.'),
  },
}
