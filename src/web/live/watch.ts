import type { Area } from '../../domain/area.ts'
import type { OfficeCode } from '../../domain/policy.ts'
import { type Repeating, repeatedly } from '../../repeatedly.ts'
import { versionOf } from '../../store/areaVersion.ts'
import type { Store } from '../../store/store.ts'

/** How often it is looked whether something has happened, in milliseconds. */
export const EVERY_MS = 2000

/** @param version how much has happened by now */
type Listener = (version: number) => void

interface Watched {
  version: number | undefined
  /** What each knows of. */
  readonly listeners: Map<Listener, number>
  readonly looking: Repeating
}

/** Tells listeners that something has happened in their area: the database is asked once for all who watch the same one. */
export class Watch {
  private readonly store: Store
  private readonly watched = new Map<string, Watched>()

  constructor(store: Store) {
    this.store = store
  }

  /** @param known the version that the listener knows of: any other is told to it. @returns what ends it */
  listen(programme: string, area: OfficeCode | Area, known: number, listener: Listener): () => void {
    const key = `${programme} ${area}`
    const watched = this.watched.get(key) ?? this.begin(key, programme, area)
    watched.listeners.set(listener, known)
    tell(watched)
    return () => {
      watched.listeners.delete(listener)
      if (watched.listeners.size > 0 || this.watched.get(key) !== watched) return
      this.watched.delete(key)
      void watched.looking.stop()
    }
  }

  private begin(key: string, programme: string, area: OfficeCode | Area): Watched {
    const look = async () => {
      // A database that is away for a while is no reason to end anything.
      watched.version = await versionOf(this.store, programme, area).catch(() => watched.version)
      tell(watched)
    }
    const watched: Watched = { version: undefined, listeners: new Map(), looking: repeatedly(EVERY_MS, look) }
    this.watched.set(key, watched)
    void look()
    return watched
  }
}

function tell({ version, listeners }: Watched): void {
  if (version === undefined) return
  for (const [listener, known] of listeners) {
    if (known === version) continue
    listeners.set(listener, version)
    listener(version)
  }
}
