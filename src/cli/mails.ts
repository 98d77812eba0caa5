import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { renderMail } from '../mail/render.ts'
import { sampleMails } from '../mail/samples.ts'

/** `npm run mails [-- DIR]`: writes one mail of every kind to DIR (out/mails), to look at. */

const folder = resolve(process.argv[2] ?? 'out/mails')
mkdirSync(folder, { recursive: true })
const rows = Object.entries(sampleMails).map(([name, view]) => {
  const { subject, text, html } = renderMail(view)
  writeFileSync(join(folder, `${name}.html`), html)
  writeFileSync(join(folder, `${name}.txt`), `${subject}\n\n${text}`)
  return `<li>${subject.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)}<br><a href="${name}.html">HTML</a> <a href="${name}.txt">text</a></li>`
})
writeFileSync(
  join(folder, 'index.html'),
  `<!DOCTYPE html>
<html lang="th"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Mails</title></head>
<body style="font-family:Sarabun,sans-serif;line-height:1.6"><h1>ตัวอย่างจดหมายทุกแบบ</h1><ol>${rows.join('\n')}</ol></body></html>
`,
)
console.log(`${rows.length} mails in ${folder}: open ${join(folder, 'index.html')}`)
