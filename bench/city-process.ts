import { makeLog, readConfig } from '../src/platform/base/index.ts'
import { composeRooms } from '../src/server/rooms.ts'
import { serve } from '../src/server/serve.ts'

/** A city in a process of its own, for benchmarks: `node city-process.ts <cases>`; settings come by the environment. */
const cases = Number(process.argv[2] ?? 0)
const serving = await serve(readConfig(), makeLog('warn'), (base) => composeRooms(base, { cases }))
process.send?.({ url: serving.city.url })
process.on('SIGTERM', () => void serving.stop().then(() => process.exit(0)))
