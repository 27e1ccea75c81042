import { text } from 'node:stream/consumers'
import { anonymous, decide } from '../../../../kernel/access/index.ts'
import { hotline } from '../../../../packs/government/hotline/index.ts'
import { type Address, makeLog, openCity, readConfig } from '../../../base/index.ts'
import { type CasesRoom, casesRoom } from '../../index.ts'
import { plainCalendar, smallOffices } from '../../testing/small-city.ts'

/** What the process is told on its standard input. */
export type ImportProcessTask = {
  readonly database: Address
  readonly data: string
  readonly import: string
  readonly chunk: number
}

// The task comes from the test alone, which built it with this type.
const task = JSON.parse(await text(process.stdin)) as ImportProcessTask
let room: CasesRoom | undefined
const city = await openCity({
  config: readConfig({}, { data: task.data, host: '127.0.0.1', port: 0, connections: 4 }),
  log: makeLog('error'),
  database: task.database,
  master: Buffer.alloc(32, 7),
  decide,
  background: false,
  rooms: (base) => {
    room = casesRoom(base, { offices: smallOffices, calendar: plainCalendar, jurisdiction: '310000', packs: [hotline] })
    return { rooms: [room], authenticate: async () => ({ actor: anonymous, by: 'nobody' }) }
  },
})
let chunks = 0
const end = await room?.imports.run(task.import, {
  chunk: task.chunk,
  onChunk: () => process.stdout.write(`${++chunks}\n`),
})
process.stdout.write(`${end}\n`)
await city.stop()
