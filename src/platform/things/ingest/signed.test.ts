import mqtt from 'mqtt'
import { afterAll, expect, it } from 'vitest'
import { smallThings } from '../testing/small-things.ts'

const { things } = await smallThings()
const heard: string[] = []
const secret = things
  .enrol([{ id: 'eyes', profile: 'thermometer', point: { lng: 121.47, lat: 31.23 } }], 'test')
  .then(([made]) => made?.secret ?? '')

const connect = async (username: string, password: string) =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${things.door()?.port}`, { username, password, reconnectPeriod: 0 })
const [eyes, program] = await Promise.all([secret.then((one) => connect('eyes', one)), connect('any', 'program')])
afterAll(async () => {
  await Promise.all([eyes.endAsync(true), program.endAsync(true)])
})

it('what a device sends signed goes to the room that hears it and to nobody else; it is acknowledged once that room has it', async () => {
  const passed: string[] = []
  program.on('message', (topic) => passed.push(topic))
  await program.subscribeAsync('#', { qos: 1 })
  let keep: () => void = () => undefined
  const kept = new Promise<void>((done) => {
    keep = done
  })
  things.hearSigned(async (payload) => {
    await kept
    heard.push(payload.toString())
    return payload.toString() === 'wrong' ? 'it does not fit' : undefined
  })
  let isAcknowledged = false
  const sent = eyes.publishAsync('things/eyes/signed', 'a secret picture', { qos: 1 }).then(() => {
    isAcknowledged = true
  })
  // The broker reads in order: when this one is through, the one before was read and waits.
  await eyes.publishAsync('things/eyes/other', 'x', { qos: 1 })
  expect([isAcknowledged, heard]).toEqual([false, []])
  keep()
  await sent
  await eyes.publishAsync('things/eyes/signed', 'wrong', { qos: 1 })
  expect(heard).toEqual(['a secret picture', 'wrong'])
  expect([...(things.fleet.find('eyes')?.faults ?? [])].map(([fault, { detail }]) => [fault, detail])).toEqual([
    ['garbage', 'it does not fit'],
  ])
  await eyes.publishAsync('things/eyes/last', 'x', { qos: 1 })
  while (!passed.includes('things/eyes/last')) await new Promise<void>((go) => program.once('message', () => go()))
  expect(passed).toEqual(['things/eyes/other', 'things/eyes/last'])
})
