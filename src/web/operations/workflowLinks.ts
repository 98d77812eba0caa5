import type { OfficeCode } from '../../domain/policy.ts'
import { officeWorkflowId, programmeWorkflowId, provinceWorkflowId } from '../../workflows/protocol.ts'

/** Straight to workflows in the Temporal UI. */
export interface WorkflowLinks {
  readonly programme: string
  /** All that stand overdue, as the UI's own filter. */
  readonly overdue: string
  readonly office: (code: OfficeCode) => string
  readonly province: (code: OfficeCode) => string
}

/** @param ui the Temporal UI's address; undefined where nobody has said */
export function workflowLinks(ui: string | undefined, namespace: string, programme: string): WorkflowLinks | undefined {
  if (ui === undefined) return undefined
  const base = `${ui.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows`
  const to = (id: string) => `${base}/${encodeURIComponent(id)}`
  return {
    programme: to(programmeWorkflowId(programme)),
    overdue: `${base}?${new URLSearchParams({ query: `Programme="${programme}" AND Overdue=true` })}`,
    office: (code) => to(officeWorkflowId(programme, code)),
    province: (code) => to(provinceWorkflowId(programme, code)),
  }
}
