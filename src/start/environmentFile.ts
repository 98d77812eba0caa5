import { join } from 'node:path'

/** Where a running start says how its database and Temporal are reached. */
export const environmentFile = (dataDir: string) => join(dataDir, 'service.env')
