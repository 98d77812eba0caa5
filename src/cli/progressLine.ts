/** Progress on a terminal: one line written over, or, where output is no terminal, a line every few seconds. */
export class ProgressLine {
  private readonly every: number
  private readonly isTerminal: boolean
  private lastAt = 0
  private open = false

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.isTerminal = stream.isTTY === true
    this.every = this.isTerminal ? 100 : 5000
  }

  /** Shows how far it is, unless it was shown a moment ago. */
  show(text: string): void {
    if (Date.now() - this.lastAt < this.every) return
    this.lastAt = Date.now()
    process.stderr.write(this.isTerminal ? `\r\x1b[K${text}` : `${text}\n`)
    this.open = this.isTerminal
  }

  /** Writes a line that stays. */
  say(text: string): void {
    if (this.open) process.stderr.write('\r\x1b[K')
    this.open = false
    process.stderr.write(`${text}\n`)
  }
}
