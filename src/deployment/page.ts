import { documentedVariables, secretNames } from '../config.ts'
import { temporalSecretNames, temporalVariables } from '../temporal/variables.ts'

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const code = (text: string | undefined) => (text === undefined ? '' : `\`${text}\``)

/** docs/configuration.md, from what the variables say of themselves. */
export function configurationPage(): string {
  const secrets = [...secretNames, ...temporalSecretNames]
  const isSecret = (name: string) => (secrets as string[]).includes(name)
  return [
    '# Configuration',
    '',
    'Worker, API and the commands of the terminal are told by their environment. `npm run config -- --check` (in the image: `amphoe-ita config --check`) reads it, tries',
    'each part, and says what is wrong. This page is written by `npm run config -- --document`.',
    '',
    `A secret may be given as a file instead: ${secrets.map((name) => `\`${name}_FILE\``).join(', ')} name one that holds nothing else. Giving both is an error.`,
    '',
    '## The service',
    '',
    row(['variable', 'meaning', 'takes', 'without it']),
    row(['---', '---', '---', '---']),
    ...documentedVariables().map(({ name, description, takes, default: usual, isRequired }) =>
      row([
        `${code(name)}${isSecret(name) ? ' (secret)' : ''}`,
        description,
        takes ?? '',
        isRequired ? 'must be there' : code(usual),
      ]),
    ),
    '',
    '## Temporal',
    '',
    "The Temporal client's own variables, and its file of profiles.",
    '',
    row(['variable', 'meaning']),
    row(['---', '---']),
    ...Object.entries(temporalVariables).map(([name, meaning]) =>
      row([`${code(name)}${isSecret(name) ? ' (secret)' : ''}`, meaning]),
    ),
    '',
  ].join('\n')
}
