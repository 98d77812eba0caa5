/**
 * What people would write: used wherever a history is recorded, and found in none. All of it is invented; the texts are
 * unusual so that finding them means something.
 */
export const coordinator = { name: 'บันทึกไว้ ไม่มีตัวตน', email: 'recorded.nobody@example.go.th', phone: '042-555-0199' }
export const words = {
  reason: 'เหตุผลที่คนเขียนไว้',
  note: 'ข้อความที่คนเขียนไว้',
  action: 'สิ่งที่จังหวัดเขียนว่าทำแล้ว',
  outcome: 'ผลการดำเนินงานที่คนเขียนไว้',
}

/** An e-mail address, or a telephone number as it is written in Thailand. */
const addresses = /[\w.+-]+@([\w-]+\.)+[a-z]{2,}|\b0\d{1,2}[- ]\d{3,4}[- ]?\d{3,4}\b|\b0\d{8,9}\b/gi

/** What in a text is, or may be, personal: what was written while recording, and anything like an address or a number. */
export function personalIn(text: string): string[] {
  const written = [...Object.values(coordinator), ...Object.values(words)].filter((w) => text.includes(w))
  return [...new Set([...written, ...(text.match(addresses) ?? [])])]
}
