import mqtt from 'mqtt'
import { afterAll, expect, test } from 'vitest'
import { program, smallThings } from '../testing/small-things.ts'

const { city, things, twin } = await smallThings()
const [enrolled] = await things.enrol([{ id: 'kiln', profile: 'thermometer' }], 'test')
const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${things.door()?.port}`, {
  ...{ username: 'kiln', password: enrolled?.secret, reconnectPeriod: 0 },
})
afterAll(() => device.endAsync(true))

const as = city.as(program)
const idOf = ({ headers, text }: { headers: Headers; text: string }): number => {
  const id = /\((\d+)\)$/.exec(headers.get('location') ?? '')?.[1]
  if (id === undefined) throw new Error(text)
  return Number(id)
}

async function capability(name: string): Promise<number> {
  const things = await as.get('/sta/v1.1/Things')
  const thing = things.json.value[0]['@iot.id']
  return idOf(
    await as.post('/sta/v1.1/TaskingCapabilities', {
      ...{ name, description: 'How often it measures', taskingParameters: { type: 'DataRecord', field: [] } },
      Thing: { '@iot.id': thing },
      Actuator: { name: 'Clock', description: 'Its clock', encodingType: 'application/json', metadata: 'x' },
    }),
  )
}

const setTask = async (of: number, taskingParameters: object) =>
  idOf(await as.post('/sta/v1.1/Tasks', { taskingParameters, TaskingCapability: { '@iot.id': of } }))
const newsOf = async (task: number) => (await as.get(`/sta/v1.1/Tasks(${task})`)).json.properties
/** Asks again until the task is as wanted: the device's part comes by MQTT. */
async function become(task: number, status: string) {
  for (;;) {
    const news = await newsOf(task)
    if (news?.status === status) return news
    await new Promise((go) => setTimeout(go, 10))
  }
}

test('a task of SensorThings becomes a command of the device, and hears what becomes of it', async () => {
  // SensorThings knows things that have readings.
  await device.publishAsync('things/kiln/readings', '{"temperature": 20}', { qos: 1 })
  const interval = await capability('interval')
  const heard = new Promise<{ id: string; command: string; input: unknown }>((done) =>
    device.once('message', (_, payload) => done(JSON.parse(payload.toString()))),
  )
  const task = await setTask(interval, { seconds: 30 })
  await city.settle()
  expect(await newsOf(task)).toMatchObject({ status: 'accepted' })
  await device.subscribeAsync('things/kiln/commands', { qos: 1 })
  const told = await heard
  expect(told).toMatchObject({ command: 'interval', input: { seconds: 30 } })
  await become(task, 'running')
  await device.publishAsync(
    `things/kiln/commands/${told.id}/answer`,
    JSON.stringify({ state: 'done', answer: { seconds: 30 } }),
    { qos: 1 },
  )
  expect(await newsOf(task)).toMatchObject({ status: 'done', says: '{"seconds":30}' })
})

test('what cannot be a command is refused with the reason', async () => {
  const task = await setTask(await capability('interval'), { seconds: 'often' })
  await city.settle()
  expect(await newsOf(task)).toMatchObject({ status: 'refused', says: expect.stringContaining('seconds') })
  // By another name the device's only command is meant.
  const other = await setTask(await capability('Clock setting'), { seconds: 60 })
  await city.settle()
  expect((await newsOf(other)).status).toMatch(/accepted|running/)
})

test('what a device reports cannot be deleted by SensorThings, neither alone nor with others', async () => {
  const counted = async () => (await as.get('/sta/v1.1/Datastreams?$count=true')).json['@iot.count']
  const before = await counted()
  expect(before).toBeGreaterThan(0)
  for (const which of ['Datastreams?$filter=id%20gt%200', "Things?$filter=name%20ne%20''"])
    expect((await as.call('DELETE', `/sta/v1.1/${which}`)).status).toBe(409)
  expect(await counted()).toBe(before)
})

test('what a device can be told is there of its own accord, and a task of it is done', async () => {
  const { json } = await as.get(
    "/sta/v1.1/TaskingCapabilities?$filter=startswith(Actuator/description,'Thermometer')&$expand=Actuator,Thing",
  )
  expect(json.value).toMatchObject([
    {
      name: 'interval',
      taskingParameters: {
        type: 'DataRecord',
        field: [
          {
            ...{ name: 'seconds', label: 'Seconds', type: 'Quantity', uom: { code: 'SEC' }, optional: false },
            constraint: { type: 'AllowedValues', interval: [[1, 3600]] },
          },
        ],
      },
      Thing: { properties: { uri: expect.stringContaining('kiln') } },
      Actuator: { description: 'Thermometer · 温度计' },
    },
  ])
  const task = await setTask(json.value[0]['@iot.id'], { seconds: 90 })
  await city.settle()
  expect((await newsOf(task)).status).toMatch(/accepted|running/)
  // A profile that says something else shows at once; what was there stays the same.
  const { noteModels, noteModelsOf } = twin.sensorThings
  const other = { command: 'interval', description: 'Other', parameters: { type: 'DataRecord', field: [] } }
  await noteModels(city.base.db, [
    { name: 'thermometer', description: 'x', commands: [other, { ...other, command: 'restart' }] },
  ])
  await noteModelsOf(city.base.db, [{ entity: json.value[0].Thing['@iot.id'], model: 'thermometer' }])
  const { json: after } = await as.get(`/sta/v1.1/Actuators(${json.value[0].Actuator['@iot.id']})/TaskingCapabilities`)
  expect(
    after.value.map((one: Record<string, unknown>) => [
      one['@iot.id'] === json.value[0]['@iot.id'],
      one.name,
      one.description,
    ]),
  ).toEqual([
    [true, 'interval', 'Other'],
    [false, 'restart', 'Other'],
  ])
})
