import { findOnPath, namedByEnvironment } from './executables.ts'
import { buildWithGo, pinnedVersion } from './goBuild.ts'
import { keptOnDisk } from './keptOnDisk.ts'
import { downloadFromVendor } from './vendorDownload.ts'

export { cacheFolder } from './keptOnDisk.ts'

const PACKAGE = 'github.com/temporalio/cli'

/**
 * The path of the Temporal CLI, whose development server the service runs on: TEMPORAL_CLI_PATH, else PATH, else the one kept
 * from an earlier start, else the vendor's download, else a build of its Go module, which takes some four minutes once.
 * @param say told what is being fetched or built, and how long it has taken so far
 * @throws when it cannot be had, naming the ways out
 */
export async function temporalCli(say: (line: string) => void): Promise<string> {
  const present = namedByEnvironment('TEMPORAL_CLI_PATH') ?? findOnPath('temporal')
  if (present) return present
  const version = pinnedVersion(PACKAGE)
  return keptOnDisk({
    name: `temporal-cli-${version}`,
    make: async (target) => {
      if (await downloadFromVendor({ artifact: 'cli', version, target, say })) return
      await buildWithGo({
        ...{ what: 'the Temporal CLI', version, target, takes: 'three to four minutes', say },
        packages: [`${PACKAGE}/cmd/temporal`],
        linkerFlags: `-X ${PACKAGE}/internal/temporalcli.Version=${version.slice(1)}`,
        waysOut: 'Install it and put it on PATH, or name it in TEMPORAL_CLI_PATH,',
      })
    },
    say,
  })
}
