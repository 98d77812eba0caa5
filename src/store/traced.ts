import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { PrismaClient } from './generated/client.ts'
import type { Store } from './store.ts'

const tracer = trace.getTracer('amphoe-ita')

/** The name in the comment that a statement begins with. */
const NAMED = /^\s*\/\* ([a-z-]+) \*\//

/** The same database, every call of it on the way of a trace a span by its name. No statement and no value is noted. */
export function traced(store: Store): Store {
  const prisma = store.prisma.$extends({
    query: {
      $allOperations: ({ model, operation, args, query }) => inSpan(nameOf(model, operation, args), () => query(args)),
    },
  })
  return {
    ...store,
    // Extended, it lacks but the listeners for events of its own, which nobody uses.
    prisma: prisma as unknown as PrismaClient,
    ask: (name, text, values) => inSpan(name, () => store.ask(name, text, values)),
  }
}

function nameOf(model: string | undefined, operation: string, args: unknown): string {
  const { strings } = (args ?? {}) as { strings?: readonly string[] }
  return NAMED.exec(strings?.[0] ?? '')?.[1] ?? (model ? `${model}.${operation}` : operation)
}

/** What asks by itself, such as whoever looks each second whether mail is due, is on nobody's way and makes no trace. */
async function inSpan<T>(name: string, act: () => Promise<T>): Promise<T> {
  if (!trace.getActiveSpan()) return act()
  const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name }
  const span = tracer.startSpan(`postgresql ${name}`, { kind: SpanKind.CLIENT, attributes })
  try {
    return await context.with(trace.setSpan(context.active(), span), act)
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}
