import { isRehearsal } from '../domain/clock.ts'
import { formatBaht } from '../domain/money.ts'
import { phases } from '../domain/office.ts'
import type { Instant } from '../domain/time.ts'
import { writeCsv } from '../spreadsheet/csv.ts'
import type { Column } from '../spreadsheet/sheet.ts'
import type { ProvinceOverview } from '../store/overview.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import { centre } from '../thai/vocabulary.ts'

/** What anybody may have: a province's offices and money in sums, nobody's name and no single document. */

/** Under which anybody may use it. */
export const LICENCE = 'https://creativecommons.org/licenses/by/4.0/'

/** How long anybody between may keep what is published, in seconds. */
export const KEPT_S = 300

/** Whether anything is published of a programme: it has been opened. Another one is nobody's business yet. */
export function isPublished({ openedAt }: StoredProgramme): boolean {
  return openedAt !== null
}

const columns: readonly Column<ProvinceOverview>[] = [
  { header: 'province', value: (p) => p.province },
  { header: 'name_th', value: (p) => p.nameTh },
  { header: 'name_en', value: (p) => p.nameEn },
  { header: 'offices', value: (p) => p.offices },
  ...phases.map((phase) => ({
    header: `phase_${phase.replaceAll('-', '_')}`,
    value: (p: ProvinceOverview) => p.phases[phase],
  })),
  { header: 'overdue', value: (p) => p.overdue },
  { header: 'allocated_baht', value: (p) => ({ baht: p.allocated }) },
  { header: 'disbursed_baht', value: (p) => ({ baht: p.disbursed }) },
  { header: 'returned_baht', value: (p) => ({ baht: p.returned }) },
]

/** The provinces as CSV, codes as texts. */
export function openCsv(provinces: readonly ProvinceOverview[]): string {
  return writeCsv(columns, provinces)
}

/** What is published of a programme, as of a moment of programme time. */
export function openJson(
  { id, name, activity, sample, clock }: StoredProgramme,
  provinces: readonly ProvinceOverview[],
  at: Instant,
) {
  return {
    programme: { id, name, activity, sample, rehearsal: isRehearsal(clock) },
    at,
    provinces: provinces.map(
      ({ province, nameTh, nameEn, offices, overdue, phases, allocated, disbursed, returned }) => ({
        ...{ province, nameTh, nameEn, offices, overdue, phases },
        allocated: formatBaht(allocated),
        disbursed: formatBaht(disbursed),
        returned: formatBaht(returned),
      }),
    ),
  }
}

/**
 * The catalogue of what is published (DCAT 3, JSON-LD): one dataset a programme.
 * @param base the address at which people reach the service, without a slash at the end
 */
export function catalogue(programmes: readonly StoredProgramme[], base: string) {
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
    },
    '@id': `${base}/open-data/catalog.jsonld`,
    '@type': 'dcat:Catalog',
    'dct:title': { '@value': 'ข้อมูลเปิดโครงการ DOPA x AMPHOE ITA', '@language': 'th' },
    'dct:publisher': publisher,
    'dcat:dataset': programmes.map((programme) => datasetOf(programme, base)),
  }
}

const publisher = { '@type': 'foaf:Organization', 'foaf:name': { '@value': centre, '@language': 'th' } }

function datasetOf({ id, name, activity, sample, clock, rules, openedAt }: StoredProgramme, base: string) {
  const remarks = [...(isRehearsal(clock) ? ['ข้อมูลการซ้อมระบบ'] : []), ...(sample ? ['ตัวเลขตัวอย่าง'] : [])]
  const distribution = (format: 'csv' | 'json', mediaType: string) => ({
    '@type': 'dcat:Distribution',
    'dcat:downloadURL': { '@id': `${base}/open-data/${id}/provinces.${format}` },
    'dcat:mediaType': `https://www.iana.org/assignments/media-types/${mediaType}`,
    'dct:license': { '@id': LICENCE },
  })
  return {
    '@id': `${base}/open-data/${id}`,
    '@type': 'dcat:Dataset',
    'dct:identifier': id,
    'dct:title': { '@value': [name, ...remarks].join(' / '), '@language': 'th' },
    'dct:description': { '@value': `${activity}: ความก้าวหน้าและการเบิกจ่ายรายจังหวัด`, '@language': 'th' },
    'dct:publisher': publisher,
    ...(openedAt ? { 'dct:issued': { '@value': openedAt, '@type': 'xsd:dateTime' } } : {}),
    'dct:language': 'th',
    'dct:accrualPeriodicity': { '@id': 'http://publications.europa.eu/resource/authority/frequency/CONT' },
    'dct:spatial': { '@id': 'https://www.geonames.org/1605651' },
    'dct:temporal': {
      '@type': 'dct:PeriodOfTime',
      'dcat:startDate': { '@value': rules.policy.opensAt.slice(0, 10), '@type': 'xsd:date' },
      'dcat:endDate': { '@value': rules.calendar.through, '@type': 'xsd:date' },
    },
    'dcat:distribution': [distribution('csv', 'text/csv'), distribution('json', 'application/json')],
  }
}
