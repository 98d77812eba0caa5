import { createServer, type IncomingMessage } from 'node:http'
import type { Answer } from '../../src/domain/step.ts'
import { openStore } from '../../src/store/store.ts'
import { Desk, type Job } from './desk.ts'

/** As many connections as a worker of the service has. */
const POOL = 12

/** The desk of this process: database and programme are named by its environment. */
export function openDesk(): Promise<Desk> {
  return Desk.open(openStore(process.env.DATABASE_URL!, { poolSize: POOL }), process.env.PROGRAMME!)
}

/**
 * Takes jobs over HTTP and answers when they are done. Nobody is asked who they are, and nobody is limited: what the service's API does
 * beside the job is the service's own affair.
 */
export function serve(name: string, carryOut: (job: Job) => Promise<Answer>): void {
  createServer((request, response) => {
    jobOf(request)
      .then(carryOut)
      .then(
        (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
        (error: Error) => response.writeHead(500).end(error.stack),
      )
  }).listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`${name} runs`))
}

async function jobOf(request: IncomingMessage): Promise<Job> {
  let body = ''
  request.setEncoding('utf8')
  for await (const chunk of request) body += chunk
  return JSON.parse(body) as Job
}
