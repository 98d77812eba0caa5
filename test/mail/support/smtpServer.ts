import { createServer, type Socket } from 'node:net'

export interface ScriptedServer {
  readonly url: string
  /** The addresses that it has taken a mail for, in order. */
  readonly taken: string[]
  stop(): Promise<void>
}

/**
 * A mail server that answers commands as it is told: `{ 'RCPT TO': '550 5.1.1 no such mailbox' }`, or only those that begin with
 * more: `{ 'RCPT TO:<A@B': … }`, in capitals.
 */
export async function smtpServer(answers: Readonly<Record<string, string>>): Promise<ScriptedServer> {
  const sockets = new Set<Socket>()
  const taken: string[] = []
  const server = createServer((socket) => {
    let isContent = false
    let asked: string[] = []
    const answer = (line: string) => {
      const own = Object.entries(answers).find(([command]) => line.toUpperCase().startsWith(command))?.[1]
      const address = /^RCPT TO:<(.*?)>/i.exec(line)?.[1]
      if (/^(MAIL|RSET)/i.test(line)) asked = []
      if (address && !own) asked.push(address)
      if (/^DATA/i.test(line) && !own) isContent = true
      return own ?? (isContent ? '354 go on' : /^QUIT/i.test(line) ? '221 bye' : '250 ok')
    }
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.write('220 test\r\n')
    let pending = ''
    socket.on('data', (data) => {
      const lines = (pending + data.toString('latin1')).split('\r\n')
      pending = lines.pop()!
      for (const line of lines) {
        if (!isContent) socket.write(`${answer(line)}\r\n`)
        else if (line === '.') {
          isContent = false
          taken.push(...asked)
          socket.write('250 ok\r\n')
        }
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
