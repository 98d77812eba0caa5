import { join } from 'node:path'
import { buildWithGo, pinnedVersion } from './goBuild.ts'
import { keptOnDisk } from './keptOnDisk.ts'

/** The server as a cluster runs it, and the tool that makes and updates its schema. */
export interface TemporalPrograms {
  readonly server: string
  readonly sqlTool: string
}

/**
 * The Temporal server and its schema tool, of the version that the CLI's development server is: kept from an earlier start, else
 * built from their Go module. Once the CLI has been built that takes less than a minute, else some six.
 * @param say told what is being built, and how long it has taken so far
 * @throws when there is no Go to build them with, naming the ways out
 */
export async function temporalPrograms(say: (line: string) => void): Promise<TemporalPrograms> {
  const version = pinnedVersion('go.temporal.io/server')
  const folder = await keptOnDisk({
    name: `temporal-server-${version}`,
    make: (target) =>
      buildWithGo({
        ...{ what: 'the Temporal server', version, target: `${target}/`, takes: 'up to seven minutes', say },
        packages: ['go.temporal.io/server/cmd/server', 'go.temporal.io/server/cmd/tools/sql'],
        waysOut: 'Copy the folder from a machine that has it in ~/.cache/amphoe-ita,',
      }),
    say,
  })
  return { server: join(folder, 'server'), sqlTool: join(folder, 'sql') }
}
