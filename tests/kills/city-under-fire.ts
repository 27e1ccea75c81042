// The whole city with offices and people but no generated cases, for tests that kill it. Started as a process of its own.
import { makeLog, readConfig } from '../../src/platform/base/index.ts'
import { composeRooms } from '../../src/server/rooms.ts'
import { serve } from '../../src/server/serve.ts'

const serving = await serve(readConfig(), makeLog('error'), (base) => composeRooms(base, { cases: 0 }))
process.on('SIGTERM', () => void serving.stop())
process.stdout.write(`Shudu ready: ${serving.city.url}\n`)
