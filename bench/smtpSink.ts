import { createServer } from 'node:net'

/** A mail server that takes everything and keeps nothing: a process of its own, so that the sender is measured alone. */

let mails = 0
const server = createServer((socket) => {
  let isContent = false
  let pending = ''
  socket.on('error', () => undefined)
  socket.write('220 sink ESMTP\r\n')
  socket.on('data', (data) => {
    const lines = (pending + data.toString('latin1')).split('\r\n')
    pending = lines.pop()!
    for (const line of lines) {
      if (isContent && line !== '.') continue
      if (isContent) {
        isContent = false
        mails++
        socket.write('250 taken\r\n')
      } else if (/^DATA/i.test(line)) {
        isContent = true
        socket.write('354 go on\r\n')
      } else socket.write(/^EHLO/i.test(line) ? '250-sink\r\n250 8BITMIME\r\n' : '250 ok\r\n')
    }
  })
})
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as { port: number }).port }))
process.on('message', () => process.send!(mails))
process.on('disconnect', () => process.exit())
