import { expect, it } from 'vitest'
import { apiRoutes } from '../../src/api/app.ts'
import { nationalRights, type Right, rights, roles } from '../../src/domain/access.ts'

const held = (right: string) => (nationalRights.includes(right as Right) ? 'with area `all`' : 'yes')
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const head = (cells: readonly string[]) => [row(cells), row(cells.map(() => '---'))]

// Where what the page says and what the service does are held together: test/api/access.test.ts reads the page and asks.
it('docs/access.md has every role, right and request (npm run document writes it anew)', async () => {
  // Only declared here, never asked.
  const routes = apiRoutes({} as never)
  const page = [
    '# Who may do what',
    '',
    'What a token may do follows from its role and its area: an office for `district`, a province for `province`, a province or everything for',
    '`auditor`, everything for `department` and `operator`. Two questions are asked of every request, in this order:',
    '',
    '1. Does the office or province in its address lie in the token’s area? If not, the answer is that there is no such office, as if there were none.',
    '2. Has the role the right that the request needs? If not, the answer is `forbidden`.',
    '',
    'Lists show what lies in the area. Which role gives which command is the table of [commands](api.md#commands).',
    '',
    '## Rights',
    '',
    ...head(['right', ...roles]),
    ...Object.entries(rights).map(([right, holders]) =>
      row([
        `\`${right}\``,
        ...roles.map((role) => ((holders as readonly string[]).includes(role) ? held(right) : '–')),
      ]),
    ),
    '',
    '## Requests',
    '',
    'Below `/api/v1`.',
    '',
    ...head(['request', 'operation', 'right']),
    ...routes.map(({ method, path, id, right }) =>
      row([`\`${method.toUpperCase()} ${path}\``, `\`${id}\``, `\`${right}\``]),
    ),
    '',
  ].join('\n')
  await expect(page).toMatchFileSnapshot('../../docs/access.md')
})
