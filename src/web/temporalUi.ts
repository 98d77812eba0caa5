/** Where operators look at workflows: the Temporal UI, and the namespace in which the service's workflows are. */
export interface TemporalUi {
  readonly url: string
  readonly namespace: string
}

/** The page of a workflow, by its id: of its latest run. */
export function workflowHref({ url, namespace }: TemporalUi, workflowId: string): string {
  const query = new URLSearchParams({ query: `WorkflowId="${workflowId}"` })
  return `${url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows?${query}`
}
