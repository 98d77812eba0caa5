/** A page as a browser got it, after all redirects. */
export interface Page {
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** The text of its h1. */
  readonly title: string
}

interface Cookie {
  readonly value: string
  readonly path: string
  /** As the server wrote it. */
  readonly raw: string
}

type Fields = Readonly<Record<string, string>>

/** A browser without scripts: keeps cookies, follows redirects, and says with every form where it comes from. */
export class Browser {
  private readonly home: string
  private readonly jar = new Map<string, Map<string, Cookie>>()
  /** Every address it has been sent to, in order. */
  readonly visited: string[] = []

  /** @param home the service's address */
  constructor(home: string) {
    this.home = home
  }

  /** Opens an address, or a path of the service. */
  open(address: string, headers: Fields = {}): Promise<Page> {
    return this.go('GET', new URL(address, this.home), headers)
  }

  /** Sends a form of the service's; as pairs where a field comes more than once. */
  submit(path: string, fields: Fields | readonly [string, string][], headers: Fields = {}): Promise<Page> {
    const from = { origin: this.home, 'sec-fetch-site': 'same-origin', ...headers }
    const form = { 'content-type': 'application/x-www-form-urlencoded', ...from }
    return this.go('POST', new URL(path, this.home), form, new URLSearchParams(fields as [string, string][]).toString())
  }

  /** Sends a form with what its page has hidden in it. */
  press(page: Page, action: string, fields: Fields = {}): Promise<Page> {
    return this.submit(action, { ...hiddenIn(page, action), ...fields })
  }

  /** The first answer to a request, wherever it points. */
  fetch(address: string, init: RequestInit = {}): Promise<Response> {
    return this.once(new URL(address, this.home), init)
  }

  cookie(name: string): string | undefined {
    return this.jar.get(new URL(this.home).hostname)?.get(name)?.value
  }

  /** A cookie of the service's with its flags. */
  rawCookie(name: string): string | undefined {
    return this.jar.get(new URL(this.home).hostname)?.get(name)?.raw
  }

  plantCookie(name: string, value: string): void {
    this.jarOf(new URL(this.home)).set(name, { value, path: '/', raw: '' })
  }

  private async go(method: string, url: URL, headers: Fields, body?: string): Promise<Page> {
    const response = await this.once(url, { method, headers, ...(body === undefined ? {} : { body }) })
    const location = response.headers.get('location')
    if (location !== null && response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      return this.go('GET', new URL(location, url), {})
    }
    const html = await response.text()
    const title = /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? ''
    return { url, status: response.status, headers: response.headers, html, title }
  }

  private async once(url: URL, init: RequestInit): Promise<Response> {
    this.visited.push(url.href)
    const jar = this.jarOf(url)
    const cookie = [...jar]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
    const headers = { ...(init.headers as Fields), ...(cookie === '' ? {} : { cookie }) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const raw of response.headers.getSetCookie()) this.keep(jar, raw)
    return response
  }

  private keep(jar: Map<string, Cookie>, raw: string): void {
    const [pair, ...flags] = raw.split(/; ?/)
    const name = pair!.slice(0, pair!.indexOf('='))
    const flag = (wanted: string) => flags.find((f) => f.toLowerCase().startsWith(`${wanted}=`))?.split('=')[1]
    const expires = flag('expires')
    if (expires !== undefined && new Date(expires) <= new Date()) jar.delete(name)
    else jar.set(name, { value: pair!.slice(name.length + 1), path: flag('path') ?? '/', raw })
  }

  private jarOf({ hostname }: URL): Map<string, Cookie> {
    const jar = this.jar.get(hostname) ?? new Map<string, Cookie>()
    this.jar.set(hostname, jar)
    return jar
  }
}

/** The hidden fields of the form that is sent to `action`. */
export function hiddenIn({ html }: Page, action: string): Fields {
  const form = html.split('<form ').find((f) => f.includes(`action="${action}"`)) ?? ''
  const inputs = [...form.split('</form>')[0]!.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
  return Object.fromEntries(inputs.map(([, name, value]) => [name, value!.replaceAll('&amp;', '&')]))
}
