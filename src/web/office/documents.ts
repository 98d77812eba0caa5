import { holds, type Principal } from '../../domain/access.ts'
import { tierOf } from '../../domain/policy.ts'
import type { OfficeDetail } from '../../store/offices.ts'

/** A paper on an office, as the API makes it for whoever is signed in. */
export interface OfficeDocument {
  readonly label: string
  /** `PDF`, `.xlsx`. */
  readonly form: string
  readonly href: string
}

/** The papers that a reader may take along, as the office stands. */
export function documentsOf(reader: Principal, programme: string, { code, overdue }: OfficeDetail): OfficeDocument[] {
  const base = `/api/v1/programmes/${programme}`
  const isUrged = overdue && tierOf(code) === 'district' && holds(reader, 'draft-letter')
  return [
    { label: 'แฟ้มข้อมูลหน่วยงาน', form: 'PDF', href: `${base}/offices/${code}/dossier.pdf` },
    { label: 'ทะเบียนคุมการเบิกจ่าย', form: '.xlsx', href: `${base}/register.xlsx?area=${code}` },
    ...(isUrged ? [{ label: 'ร่างหนังสือเร่งรัด', form: '.docx', href: `${base}/offices/${code}/urging-letter.docx` }] : []),
  ]
}
