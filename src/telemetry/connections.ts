import type { Store } from '../store/store.ts'
import { databaseConnections, databasePoolSize } from './measures.ts'

/** Tells the metrics how many database connections this process holds now. */
export function tellConnections(store: Store): void {
  const { limit, ...states } = store.connections()
  for (const [state, connections] of Object.entries(states)) databaseConnections.set({ state }, connections)
  databasePoolSize.set(limit)
}
