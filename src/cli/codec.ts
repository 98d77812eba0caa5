import type { AddressInfo } from 'node:net'
import proto from '@temporalio/proto'
import express from 'express'
import { dataConverterOf } from '../temporal/payloadCodec.ts'
import { readOptions, runCommand } from './runCommand.ts'

const USAGE = `npm run codec [-- --ui URL] [--port N]
    Lets the Temporal UI show payloads that are encrypted: decrypts them on this machine, for a browser on this machine.
    --ui    the address of the Temporal UI, which alone may ask (http://localhost:8233)
    --port  where it listens on 127.0.0.1 (8081)
In the UI: Codec Server (the spectacles), the address that this command prints. PAYLOAD_KEYS holds the keys.`

/** A country's whole history is some megabytes. */
const LARGEST = '16mb'
const PayloadsMessage = proto.temporal.api.common.v1.Payloads

await runCommand(USAGE, async () => {
  const { ui = 'http://localhost:8233', port = '8081' } = readOptions([], ['ui', 'port'])
  const [codec] = dataConverterOf().payloadCodecs ?? []
  if (!codec) throw new Error('Payloads are not encrypted here: there are no PAYLOAD_KEYS.')
  const app = express()
  app.disable('x-powered-by')
  const { origin } = new URL(ui)
  app.use((request, response, next) => {
    response.set({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'content-type,x-namespace',
      vary: 'origin',
    })
    if (request.headers.origin !== origin) response.sendStatus(403)
    else if (request.method === 'OPTIONS') response.sendStatus(204)
    else next()
  })
  app.post('/decode', express.json({ limit: LARGEST, type: () => true }), async (request, response) => {
    const { payloads } = PayloadsMessage.fromObject(request.body)
    const decoded = await codec.decode(payloads)
    response.json(PayloadsMessage.create({ payloads: decoded }).toJSON())
  })
  const server = app.listen(Number(port), '127.0.0.1')
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}  decrypts for ${ui}, until Ctrl-C`)
})
