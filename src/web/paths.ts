import type { OfficeCode } from '../domain/policy.ts'

/** Where pages are: the addresses that mails and pages link to. */

export const programmePath = (programme: string): string => `/programmes/${encodeURIComponent(programme)}`
/** For everybody, signed in or not. */
export const openPath = (programme: string): string => `/open/${encodeURIComponent(programme)}`
export const provincePath = (programme: string, province: OfficeCode): string =>
  `${programmePath(programme)}/provinces/${province}`
export const officePath = (programme: string, office: OfficeCode): string =>
  `${programmePath(programme)}/offices/${office}`
/** For operators, of every programme. */
export const OPERATIONS = '/operations'
export const examinationPath = (programme: string): string =>
  `${OPERATIONS}/${encodeURIComponent(programme)}/examination`
export const auditPath = (programme: string): string => `${programmePath(programme)}/audit`
export const auditRecordsPath = (programme: string): string => `${auditPath(programme)}/records`
/** Where the trail is verified, with POST. */
export const verificationPath = (programme: string): string => `${auditPath(programme)}/verification`
