import type { VNode } from 'preact'
import { say } from '../language/say.ts'
import type { DocumentLink } from './documents.ts'

/** Papers to take along. */
export function DocumentList({ documents }: { documents: readonly DocumentLink[] }): VNode {
  return (
    <section class="acts" aria-labelledby="documents">
      <h2 id="documents">{say('เอกสาร')}</h2>
      <ul>
        {documents.map(({ label, form, href }) => (
          <li>
            <a href={href}>
              {label} <span class="form">({form})</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
