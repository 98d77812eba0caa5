import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Parts } from '../../src/operations/parts.ts'
import { ServiceFigures } from '../../src/operations/serviceFigures.ts'
import { measures } from '../../src/telemetry/measures.ts'
import { alerts, expressions, metricsIn } from './support/watching.ts'

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const parts = new Parts({} as ConstructorParameters<typeof Parts>[0])
const figures = new ServiceFigures({ parts } as ConstructorParameters<typeof ServiceFigures>[0])
const declared = [measures, figures.registry]
  .flatMap((registry) => registry.getMetricsAsArray())
  .filter(({ name }) => name.startsWith('amphoe_ita_'))
const names = declared.map(({ name }) => name)

describe('docs/metrics.md', () => {
  it('has every metric with what it says, and no other', () => {
    const rows = [...read('docs/metrics.md').matchAll(/^\| `(amphoe_ita_\w+)` \| \w+ \| .*? \| (.+) \|$/gm)]
    const told = rows.map(([, name, help]) => `${name}: ${help}`)
    expect(told.sort()).toEqual(declared.map(({ name, help }) => `${name}: ${help}`).sort())
  })
})

describe('Metrics', () => {
  it('are named by the conventions: base units, and _total for counters alone', () => {
    for (const { name, type } of declared as unknown as { name: string; type: string }[])
      expect([name, name.endsWith('_total')]).toEqual([name, String(type) === 'counter'])
    expect(names.filter((name) => /_(ms|milliseconds|minutes|kb)(_|$)/.test(name))).toEqual([])
  })
})

describe('Alerts', () => {
  it('have a severity, a summary, a description, and a paragraph of the runbook', () => {
    const anchors = [...read('docs/runbook.md').matchAll(/^### (\w+)$/gm)].map(([, name]) => name)
    expect(alerts.map(({ alert }) => alert)).toEqual(anchors)
    for (const { alert, labels, annotations } of alerts) {
      expect(['page', 'ticket']).toContain(labels.severity)
      expect(annotations).toMatchObject({
        summary: expect.stringMatching(/\S/),
        description: expect.stringMatching(/\S/),
      })
      expect(annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`)
    }
  })

  it('and the dashboard ask for no metric of ours that there is not', () => {
    const asked = metricsIn(expressions).filter((name) => name.startsWith('amphoe_ita_'))
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter((name) => !names.includes(name))).toEqual([])
  })

  it('and the dashboard leave no metric of ours unasked', () => {
    expect(names.filter((name) => !metricsIn(expressions).includes(name))).toEqual([])
  })
})
