import type { Role } from '../../../src/domain/access.ts'
import { programme } from '../../api/support/programme.ts'

const base = `/programmes/${programme.id}`
const office = `${base}/offices/4701`

/** Every page of somebody who is signed in: as what, where, and its address. */
export const everyPage: readonly [Role, string, string][] = [
  ['district', '4701', office],
  ...['acknowledge', 'disburse', 'reverse', 'return-funds', 'submit-report', 'record-activity'].map(
    (command): [Role, string, string] => ['district', '4701', `${office}/${command}`],
  ),
  ['province', '47', `${base}/provinces/47`],
  ['province', '47', `${base}/provinces/47?show=overdue`],
  ['department', 'all', base],
  ['province', '47', `${base}/areas/47/remind`],
  ['province', '47', `${base}/areas/47/answer-escalation`],
  ['department', 'all', `${base}/areas/all/extend`],
  ['department', 'all', `${base}/imports`],
  ['department', 'all', `${base}/summaries`],
  ['department', 'all', `${base}/programme?coming=30`],
  ['department', 'all', `${base}/mails`],
  ['operator', 'all', `${base}/mails`],
  ['department', 'all', `${base}/imports/zoom-attendance`],
  ['department', 'all', `${office}/extend`],
  ['auditor', 'all', office],
  ['operator', 'all', base],
  ['operator', 'all', '/operations'],
  ['operator', 'all', office],
  ['auditor', 'all', `${base}/audit`],
  ['auditor', 'all', `${base}/audit?office=x`],
  ['auditor', 'all', `${base}/audit/records`],
  ['province', '47', `${base}/audit`],
  ['department', 'all', `${base}/offices/9999`],
  ['district', '4701', '/signin/account'],
]
