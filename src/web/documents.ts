import { holds, type Principal } from '../domain/access.ts'
import { type OfficeCode, tierOf } from '../domain/policy.ts'
import { say } from '../language/say.ts'

/** A paper that the API makes for whoever is signed in. */
export interface DocumentLink {
  readonly label: string
  /** `PDF`, `.xlsx`. */
  readonly form: string
  readonly href: string
}

/** An office's dossier: for a field visit by the provincial NACC office. */
export const dossierPath = (programme: string, office: OfficeCode): string =>
  `/api/v1/programmes/${programme}/offices/${office}/dossier.pdf`

/** The papers on an office that a reader may take along, as it stands. */
export function officeDocuments(
  reader: Principal,
  programme: string,
  { code, overdue }: { readonly code: OfficeCode; readonly overdue: boolean },
): DocumentLink[] {
  const base = `/api/v1/programmes/${programme}`
  const isUrged = overdue && tierOf(code) === 'district' && holds(reader, 'draft-letter')
  return [
    { label: say('แฟ้มข้อมูลหน่วยงาน'), form: 'PDF', href: dossierPath(programme, code) },
    { label: say('ทะเบียนคุมการเบิกจ่าย'), form: '.xlsx', href: `${base}/register.xlsx?area=${code}` },
    ...(isUrged
      ? [{ label: say('ร่างหนังสือเร่งรัด'), form: '.docx', href: `${base}/offices/${code}/urging-letter.docx` }]
      : []),
  ]
}

/** The same on a province. */
export function provinceDocuments(
  reader: Principal,
  programme: string,
  { province, overdue }: { readonly province: OfficeCode; readonly overdue: number },
): DocumentLink[] {
  const base = `/api/v1/programmes/${programme}`
  const isUrged = overdue > 0 && holds(reader, 'draft-governor-letter')
  return [
    { label: say('ทะเบียนคุมการเบิกจ่ายของจังหวัด'), form: '.xlsx', href: `${base}/register.xlsx?area=${province}` },
    ...(isUrged
      ? [
          {
            ...{ label: say('ร่างหนังสือเร่งรัดถึงผู้ว่าราชการจังหวัด'), form: '.docx' },
            href: `${base}/provinces/${province}/urging-letter.docx`,
          },
        ]
      : []),
  ]
}

/** The same on the whole country. */
export function countryDocuments(programme: string): DocumentLink[] {
  const base = `/api/v1/programmes/${programme}`
  return [{ label: say('ทะเบียนคุมการเบิกจ่ายทั่วประเทศ'), form: '.xlsx', href: `${base}/register.xlsx` }]
}
