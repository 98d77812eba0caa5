import { describe, expect, it } from 'vitest'
import { loadScript } from '../../src/rehearsal/script.ts'
import { fileWith, problemsOf, programme2568 } from '../programme/support.ts'

const step = (at: string, more: object = {}) => ({ at, office: '4701', command: 'forward', body: {}, ...more })
const loading = (change: object) =>
  loadScript(
    fileWith(
      'script.json',
      JSON.stringify({ provinces: ['47'], allocations: [], steps: [], until: '2025-07-31', ...change }),
    ),
    programme2568,
  )
const wrong = (change: object) => problemsOf(() => loading(change))

describe('A rehearsal script', () => {
  it('names its provinces, or all of them, and with them their offices', () => {
    expect(loading({}).offices).toHaveLength(19)
    expect(loading({}).offices.slice(0, 3)).toEqual(['47', '4701', '4702'])
    expect(loading({ provinces: 'all' }).offices).toHaveLength(954)
    expect(loading({ provinces: 'all' }).provinces).toHaveLength(76)
    expect(wrong({ provinces: ['10'] })).toEqual(['script.json: provinces.0: a province of amphoe-ita-2568, not 10'])
    expect(wrong({ provinces: ['4701'] })).toEqual(['script.json: provinces.0: a province code of two digits'])
    expect(wrong({ provinces: [] })).toHaveLength(1)
  })

  it('is played in order of time, steps of one moment in the order of the file, up to the end of its last day', () => {
    const played = loading({
      steps: [
        step('2025-02-03T10:00:00+07:00', { body: 1 }),
        step('2025-01-03T10:00:00+07:00', { body: 2 }),
        step('2025-02-03T10:00:00+07:00', { body: 3 }),
      ],
    })
    expect(played.steps.map((s) => s.body)).toEqual([2, 1, 3])
    expect(played.until).toBe('2025-07-31T23:59:59+07:00')
  })

  it('commands an office, or an area by remind, extend, suspend and resume', () => {
    const at = '2025-02-03T10:00:00+07:00'
    expect(loading({ steps: [{ at, scope: '47', command: 'suspend', body: {} }] }).steps).toHaveLength(1)
    expect(wrong({ steps: [{ at, scope: '47', command: 'disburse' }] })).toEqual([
      'script.json: steps.0: "scope" only with remind, extend, suspend, resume',
    ])
    const either = 'script.json: steps.0: either "office" or, for a command on an area, "scope"'
    expect(wrong({ steps: [{ at, command: 'forward' }] })).toContain(either)
    expect(wrong({ steps: [step(at, { scope: 'all', command: 'extend' })] })).toContain(either)
    expect(wrong({ steps: [step(at, { command: 'dance' })] })).toEqual([
      expect.stringMatching(/^script\.json: steps\.0\.command: one of forward, acknowledge, /),
    ])
  })

  it('has moments in Thailand and real days', () => {
    for (const at of ['2025-02-03T03:00:00Z', '2025-02-30T10:00:00+07:00', '2025-02-03'])
      expect(wrong({ steps: [step(at)] })).toEqual([
        'script.json: steps.0.at: a moment in Thailand such as 2024-12-25T09:00:00+07:00',
      ])
    expect(wrong({ until: '31/07/2568' })).toEqual([expect.stringContaining('until: a real calendar day')])
  })

  it('allocates to offices and lines of the programme', () => {
    const row = { office: '4701', line: 'materials', amount: '1.00' }
    expect(loading({ allocations: [row] }).allocations.get('4701')).toEqual({ materials: 100 })
    expect(wrong({ allocations: [{ ...row, office: '4799' }, { ...row, line: 'cars' }, row, row] })).toHaveLength(3)
  })

  it('has no keys that nobody reads', () => {
    expect(wrong({ note: 'x' })).toEqual([expect.stringContaining('note')])
  })
})

describe('A province named twice in a script', () => {
  it('is refused: it would have two digests a day', () => {
    expect(() => loading({ provinces: ['47', '47'] })).toThrow('provinces.1: each province once: 47 is there already')
  })
})
