// Shows what happens while a page is open: fetches the page anew when it is told that something changed. Without it everything works by reloading.
const { live } = document.querySelector('script[data-live]').dataset
const LEAST_MS = 3000
const content = document.getElementById('content')
const said = document.getElementById('live')
let fetched = Date.now()
let waiting

/** Whether somebody is writing or choosing: what they have begun is not taken from them. */
const isBusy = () =>
  (content.contains(document.activeElement) && document.activeElement.matches('input, select, textarea, button')) ||
  content.querySelector('input[type=checkbox]:checked') !== null

async function show() {
  waiting = undefined
  if (document.hidden || isBusy()) return later(LEAST_MS)
  fetched = Date.now()
  const response = await fetch(location.href, { headers: { 'x-live': '1' } }).catch(() => undefined)
  if (!response) return later(LEAST_MS)
  if (response.redirected) return location.reload()
  if (!response.ok || isBusy()) return later(LEAST_MS)
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  const next = fresh.getElementById('content')
  if (!next || next.innerHTML === content.innerHTML) return
  const at = document.activeElement?.closest('a[href]')?.getAttribute('href')
  const open = [...content.querySelectorAll('details[open]')].map((d) => d.id)
  content.replaceChildren(...next.childNodes)
  for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  if (at) content.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true })
  const isEnglish = document.documentElement.lang === 'en'
  const time = new Date().toLocaleTimeString(isEnglish ? 'en-GB' : 'th-TH', { timeStyle: 'medium' })
  said.textContent = isEnglish ? `Updated at ${time}` : `ปรับปรุงข้อมูลแล้ว เวลา ${time}`
}

function later(ms) {
  if (waiting === undefined) waiting = setTimeout(show, ms)
}

const stream = new EventSource(live)
stream.addEventListener('changed', () => later(Math.max(0, fetched + LEAST_MS - Date.now())))
