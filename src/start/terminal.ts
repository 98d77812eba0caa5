import { dayOf, type Instant } from '../domain/time.ts'
import { shortDay } from '../thai/dates.ts'
import { type TimelineLine, timelineTime } from './timeline.ts'

const COLOURS = { plain: '', good: '\x1b[32m', warn: '\x1b[33m', alert: '\x1b[31m' } as const
const MARKS = { plain: ' ', good: '✓', warn: '!', alert: '‼' } as const

/** What the person who typed the command sees: lines that stay, and below them how far the year is. */
export class Terminal {
  private readonly isTerminal = process.stdout.isTTY === true
  private bar = ''
  private barShownAt = 0

  /** A line about the service itself. */
  say(text: string): void {
    this.write(text)
  }

  /** A line of the programme's timeline. Its mark says what its colour says. */
  show({ at, text, tone }: TimelineLine): void {
    const line = `${timelineTime(at)}  ${MARKS[tone]} ${text}`
    this.write(this.isTerminal && COLOURS[tone] ? `${COLOURS[tone]}${line}\x1b[0m` : line)
  }

  /** How far the year is: kept on the last line of a terminal, said every 20 seconds elsewhere. */
  progress(now: Instant, part: number, text: string): void {
    const full = Math.round(part * 30)
    this.bar = `${'█'.repeat(full)}${'░'.repeat(30 - full)} ${String(Math.round(part * 100)).padStart(3)} %  ${shortDay(dayOf(now))}  ${text}`
    if (this.isTerminal) process.stdout.write(`\r\x1b[K${this.bar}`)
    else if (Date.now() - this.barShownAt > 20_000) {
      this.barShownAt = Date.now()
      process.stdout.write(`${this.bar}\n`)
    }
  }

  private write(line: string): void {
    if (!this.isTerminal) process.stdout.write(`${line}\n`)
    else process.stdout.write(`\r\x1b[K${line}\n${this.bar}`)
  }
}
