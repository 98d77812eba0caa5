import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { loadProgramme } from '../src/programme/load.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore } from '../src/store/store.ts'
import { Book, type Disbursement } from './book.ts'
import { loadCountry } from './country.ts'
import { rivals } from './rivals.ts'

/**
 * One of the others in a process of its own, as our API is: takes disbursements over HTTP, with nothing of what an API has to do
 * before and after (who asks, whether they may, what is wrong with a request).
 */
const [name = '', at = ''] = process.argv.slice(2)
const databaseUrl = process.env.RIVAL_DATABASE_URL!
const programme = loadProgramme(fileURLToPath(new URL('../programmes/amphoe-ita-2568.yaml', import.meta.url)))
await migrate(databaseUrl)
const store = openStore(databaseUrl, { poolSize: 12 })
await loadCountry(store, programme, at)
const book = new Book(store, programme, at)
await book.notifyAll()
const disburse = await rivals[name]!(databaseUrl, book)

const server = createServer(async (request, response) => {
  try {
    const answer = await disburse((await json(request)) as Disbursement)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})
server.listen(0, '127.0.0.1', () => console.log(`rival at ${(server.address() as AddressInfo).port}`))
