// The whole city with the device of the README and no other, for tests that speak to it. Started as a process of its own.
import { makeLog, readConfig } from '../../src/platform/base/index.ts'
import type { Camera } from '../../src/platform/camera/index.ts'
import type { Things } from '../../src/platform/things/index.ts'
import { openDevice } from '../../src/server/demo-devices/which.ts'
import { composeRooms } from '../../src/server/rooms.ts'
import { serve } from '../../src/server/serve.ts'

const serving = await serve(readConfig(), makeLog('error'), (base) => composeRooms(base, { cases: 0 }))
// The composition gives the name to this room only.
const things = serving.city.rooms.find(({ name }) => name === 'things') as unknown as Things
// It is there already when the city is started again.
if (things.fleet.find(openDevice.id) === undefined) await things.enrol([openDevice], 'demonstration')
// An analytics system that signs what a camera saw, for the test that names its key.
const publicKey = process.env.SHUDU_TEST_CAMERA_KEY
if (publicKey !== undefined) {
  const camera = serving.city.rooms.find(({ name }) => name === 'camera') as unknown as Camera
  const source = {
    id: 'park-eyes',
    name: '公园视频分析',
    office: 'sh',
    path: '/sh',
    note: '',
    publicKey,
    isDemo: false,
  }
  if (!(await camera.hasSource(source.id))) await camera.register(source, 'test')
  if (things.fleet.find('eyes') === undefined) await things.enrol([{ id: 'eyes', profile: 'camera-event' }], 'test')
}
process.on('SIGTERM', () => void serving.stop())
process.stdout.write(`Shudu ready: ${serving.city.url}\n`)
