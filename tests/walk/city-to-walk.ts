// The demonstration city with a few hundred generated cases, for the walk through it. Started as a process of its own.
import { makeLog, readConfig } from '../../src/platform/base/index.ts'
import { composeRooms } from '../../src/server/rooms.ts'
import { serve } from '../../src/server/serve.ts'

const serving = await serve(readConfig(), makeLog('error'), (base) => composeRooms(base, { cases: 300 }))
process.on('SIGTERM', () => void serving.stop())
process.stdout.write(`Shudu ready: ${serving.city.url}\n`)
