import { loadAllocations } from '../programme/allocations.ts'
import { loadContacts } from '../programme/contacts.ts'
import { loadProgramme, officesOf } from '../programme/load.ts'
import { saveProgramme } from '../store/programmes.ts'
import { openStore } from '../store/store.ts'
import { connectClient } from '../temporal/connect.ts'
import { openProgramme } from '../temporal/open.ts'
import { operatorConfig } from './operator.ts'
import { readOptions, runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run programme -- check --file FILE
npm run programme -- load --file FILE --allocations FILE [--contacts FILE] [--provinces 47,48]
npm run programme -- open --id ID
Loading and opening use DATABASE_URL and TEMPORAL_ADDRESS or, without them, what npm start or npm run dev runs.`

/** Programmes, by an operator: check a file, load it, open it. */
await runCommand(USAGE, async () => {
  const [action, ...args] = process.argv.slice(2)
  switch (action) {
    case 'check': {
      const programme = loadProgramme(readOptions(['file'], [], args).file)
      return console.log(
        `${programme.id}: ${officesOf(programme).length} offices, ${programme.budget.lines.length} budget lines. Nothing is wrong with it.`,
      )
    }
    case 'load': {
      const options = readOptions(['file', 'allocations'], ['contacts', 'provinces'], args)
      const programme = loadProgramme(options.file)
      const { allocations, sample } = loadAllocations(options.allocations, programme)
      const store = openStore(operatorConfig().DATABASE_URL, { poolSize: 2 })
      try {
        await saveProgramme(store, programme, {
          allocations,
          contacts: options.contacts ? loadContacts(options.contacts, programme) : [],
          sampleAllocations: sample,
          clock: { kind: 'live' },
          provinces: options.provinces?.split(','),
        })
      } finally {
        await store.close()
      }
      return console.log(`${programme.id} is loaded. Open it with: npm run programme -- open --id ${programme.id}`)
    }
    case 'open': {
      const { id } = readOptions(['id'], [], args)
      const { DATABASE_URL, TASK_QUEUE } = operatorConfig()
      const store = openStore(DATABASE_URL, { poolSize: 2 })
      const { client, connection } = await connectClient()
      try {
        console.log(`Opening ${id}: starting its provinces and their offices …`)
        await openProgramme({ store, client, taskQueue: TASK_QUEUE, programme: id })
        return console.log(`${id} is open.`)
      } finally {
        await connection.close()
        await store.close()
      }
    }
    default:
      throw new UsageError('Say what to do.')
  }
})
