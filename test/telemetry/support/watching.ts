import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

/** What ships to watch the service with: the alerts, and the expressions of these and the dashboard. */

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: Readonly<Record<string, string>>
}

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../../deploy/${path}`, import.meta.url)), 'utf8')

const { groups } = parse(read('prometheus/alerts.yml')) as { groups: readonly { rules: readonly Alert[] }[] }
const { panels } = JSON.parse(read('grafana/amphoe-ita.json')) as {
  panels: readonly { targets?: readonly { expr: string }[] }[]
}

export const alerts: readonly Alert[] = groups.flatMap(({ rules }) => rules)
export const expressions: readonly string[] = [
  ...alerts.map(({ expr }) => expr),
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
]

/** The metrics that expressions name; a histogram by its own name. */
export function metricsIn(expressions: readonly string[]): string[] {
  const words = expressions.flatMap((e) => e.match(/\b(amphoe_ita|temporal|nodejs|process)_\w+/g) ?? [])
  return [...new Set(words.map((word) => word.replace(/_(bucket|count|sum)$/, '')))]
}
