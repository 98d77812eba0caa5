import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** What the service's own OpenAPI document says of an operation. */
export interface Operation {
  readonly operationId: string
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>
  readonly requestBody?: { content: Record<string, { schema: object; example?: unknown }> }
  readonly parameters?: readonly { name: string; in: string; schema: object }[]
}

/** The service's OpenAPI document as it serves it, and a judge of its answers by nothing else. */
export class ServedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  private readonly ajv: Ajv2020
  private readonly compiled = new Map<string, ValidateFunction>()
  private readonly forms: readonly { path: string; form: RegExp }[]

  constructor(json: { paths: ServedDocument['paths']; components: { schemas: object } }) {
    this.paths = json.paths
    this.ajv = new Ajv2020({ strict: false, allErrors: true })
    // Its formats are for another build of the library; the call is the documented one.
    ;(addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv)
    this.ajv.addSchema(json, 'document')
    this.forms = Object.keys(json.paths).map((path) => ({
      path,
      form: new RegExp(`^/api/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    }))
  }

  /** The operation that a request is to, as the document has it: its path, a fixed one before one with parameters. */
  operation(method: string, url: string): { path: string; operation: Operation } | undefined {
    const found = this.forms.filter(({ form }) => form.test(url.split('?')[0]!))
    const { path } = found.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0] ?? {}
    const operation = path === undefined ? undefined : this.paths[path]![method.toLowerCase()]
    return path !== undefined && operation ? { path, operation } : undefined
  }

  /** What in an answer the document does not know of; nothing when it is documented. */
  unknownIn(method: string, url: string, status: number, type: string, body: unknown): string | undefined {
    const found = this.operation(method, url)
    if (!found) return undefined
    const { path, operation } = found
    const media = type.split(';')[0]!
    const where = `${method} ${path} ${status} ${media}`
    const content = operation.responses[status]?.content
    if (!content?.[media]) return `${where}: ${JSON.stringify(body)}`
    if (!/json/.test(media)) return undefined
    const validate =
      this.compiled.get(where) ??
      this.ajv.compile({
        $ref: `document#/paths/${pointer(path)}/${method.toLowerCase()}/responses/${status}/content/${pointer(media)}/schema`,
      })
    this.compiled.set(where, validate)
    return validate(body) ? undefined : `${where}: ${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`
  }
}

const pointer = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
