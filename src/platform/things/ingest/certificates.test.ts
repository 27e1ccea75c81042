import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, describe, expect, it } from 'vitest'
import { dayMs } from '../../../kernel/time/index.ts'
import { type Certificate, makeCertificate } from '../../base/testing.ts'
import { setState } from '../devices/keep.ts'
import { smallThings } from '../testing/small-things.ts'

const folder = await mkdtemp(join(tmpdir(), 'shudu-tls-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const server = await makeCertificate('city')
await writeFile(join(folder, 'key.pem'), server.key)
await writeFile(join(folder, 'cert.pem'), server.cert)
const authority = await makeCertificate('authority', { isAuthority: true })
await writeFile(join(folder, 'ca.pem'), authority.cert)
const tls = { port: 0, https: 0, key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }

const open: MqttClient[] = []
afterAll(() => Promise.all(open.map((client) => client.endAsync(true))))

/** Ways into one city: by MQTT and by HTTP, with a certificate or without. */
async function ways(small: Awaited<ReturnType<typeof smallThings>>) {
  const { city, twin, things } = small
  const where = (await city.get('/api/things/where')).json
  const byMqtt = async (shown: Partial<Certificate>, options: IClientOptions = {}) => {
    const client = await mqtt.connectAsync(`mqtts://127.0.0.1:${where.mqtts}`, {
      ...{ ca: server.cert, key: shown.key, cert: shown.cert, reconnectPeriod: 0 },
      ...options,
    })
    open.push(client)
    return client
  }
  const byHttp = (shown: Partial<Certificate>, body: unknown, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; json: unknown }>((done, failed) => {
      const call = request(
        {
          ...{ host: '127.0.0.1', port: where.https, path: '/things/v1/readings', method: 'POST', agent: false },
          ...{ ca: server.cert, key: shown.key, cert: shown.cert },
          headers: { 'content-type': 'application/json', ...headers },
        },
        async (answer) => done({ status: answer.statusCode ?? 0, json: JSON.parse(await text(answer)) }),
      )
      call.once('error', failed).end(JSON.stringify(body))
    })
  const values = async (id: string) => {
    const series = things.fleet.find(id)?.series[0] ?? 0
    return (await twin.observations.range({ series, from: 0, till: Date.now() + dayMs })).map(({ value }) => value)
  }
  return { byMqtt, byHttp, values }
}

describe('devices with certificates', async () => {
  const small = await smallThings({ mqttTls: tls })
  const { city, twin, things } = small
  const { byMqtt, byHttp, values } = await ways(small)

  it('speak by MQTT and HTTP, known by the fingerprint that was enrolled', async () => {
    const own = await makeCertificate('meter')
    const [enrolled] = await things.enrol(
      [{ id: 'meter', profile: 'thermometer', certificate: own.fingerprint }],
      'test',
    )
    expect(enrolled?.secret).toBeUndefined()
    const client = await byMqtt(own)
    const at = Date.now() - 10_000
    await client.publishAsync('things/meter/readings', JSON.stringify({ at, temperature: 4 }), { qos: 1 })
    expect(await byHttp(own, { at: at + 1, temperature: 5 })).toEqual({
      status: 200,
      json: { taken: 1, refused: 0, faults: [] },
    })
    expect(await values('meter')).toEqual([4, 5])
    // It speaks for itself alone.
    await things.enrol([{ id: 'other', profile: 'thermometer' }], 'test')
    expect((await byHttp(own, { device: 'other', temperature: 5 })).status).toBe(403)
  })

  it('are refused with another certificate, with none, and with one whose time is over', async () => {
    const [strange, old] = [
      await makeCertificate('stranger'),
      await makeCertificate('old', { until: Date.now() - dayMs }),
    ]
    await things.enrol([{ id: 'old', profile: 'thermometer', certificate: old.fingerprint }], 'test')
    for (const shown of [strange, old, {}]) {
      await expect(byMqtt(shown)).rejects.toThrow(/authorized|bad user ?name/i)
      expect((await byHttp(shown, { temperature: 1 })).status).toBe(401)
    }
    expect(await values('old')).toEqual([])
  })

  it('may use their secret over TLS all the same', async () => {
    const [enrolled] = await things.enrol([{ id: 'secretive', profile: 'thermometer' }], 'test')
    const client = await byMqtt({}, { username: 'secretive', password: enrolled?.secret })
    await client.publishAsync('things/secretive/readings', '{"temperature": 7}', { qos: 1 })
    expect(await values('secretive')).toEqual([7])
  })

  it('that are revoked lose their connection at once and every way in', async () => {
    const own = await makeCertificate('stolen')
    await things.enrol([{ id: 'stolen', profile: 'thermometer', certificate: own.fingerprint }], 'test')
    const thief = await byMqtt(own)
    expect((await byHttp(own, { temperature: 1 })).status).toBe(200)
    const closed = new Promise((done) => thief.once('close', () => done('closed')))
    await setState({ base: city.base, twin, fleet: things.fleet }, 'stolen', 'revoked')
    expect(await closed).toBe('closed')
    await expect(byMqtt(own)).rejects.toThrow(/authorized|bad user ?name/i)
    expect((await byHttp(own, { temperature: 2 })).status).toBe(401)
    expect(await values('stolen')).toEqual([1])
  })
})

describe('a city that names authorities', async () => {
  const small = await smallThings({ mqttTls: { ...tls, ca: join(folder, 'ca.pem') } })
  const { byMqtt, byHttp, values } = await ways(small)

  it('takes enrolled certificates that come from them, and no others', async () => {
    const [signed, selfMade] = [
      await makeCertificate('signed', { by: authority.signer }),
      await makeCertificate('self-made'),
    ]
    for (const [id, { fingerprint }] of [
      ['signed', signed],
      ['self-made', selfMade],
    ] as const)
      await small.things.enrol([{ id, profile: 'thermometer', certificate: fingerprint }], 'test')
    const client = await byMqtt(signed)
    await client.publishAsync('things/signed/readings', '{"temperature": 8}', { qos: 1 })
    expect(await values('signed')).toEqual([8])
    await expect(byMqtt(selfMade)).rejects.toThrow(/authorized|bad user ?name/i)
    expect((await byHttp(selfMade, { temperature: 9 })).status).toBe(401)
  })
})
