import { describe, expect, it } from 'vitest'
import { commandFaults, decodersOf, profileFaults } from '../../../kernel/things/index.ts'
import { deviceProfiles } from './index.ts'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

function decode(name: string, format: string, payload: Buffer) {
  const profile = deviceProfiles.find((one) => one.name === name)
  if (!profile) throw new Error(`no ${name}`)
  const names = Object.keys(profile.measures)
  const found: Record<string, number> = {}
  const faults: string[] = []
  decodersOf(profile, text).get(format)?.(payload, {
    reading: (measure, _, value) => {
      found[names[measure] ?? ''] = value
    },
    fault: (fault) => faults.push(fault),
  })
  return { found, faults }
}

describe('device profiles of a city', () => {
  it('are at least thirty, each right and of its own name', () => {
    expect(deviceProfiles.length).toBeGreaterThanOrEqual(30)
    expect(
      deviceProfiles.flatMap((profile) => profileFaults(profile).map((fault) => ({ profile: profile.name, fault }))),
    ).toEqual([])
    expect(new Set(deviceProfiles.map(({ name }) => name)).size).toBe(deviceProfiles.length)
  })

  it('read what devices of their kind really send', () => {
    expect(decode('rain-gauge', 'lora', Buffer.from('52000cffce5a')).found).toEqual({
      rain: 2.4,
      temperature: -5,
      battery: 90,
    })
    expect(decode('bin-fill', 'lora', Buffer.from(Buffer.from([80, 253, 55]).toString('base64'))).found).toEqual({
      fill: 80,
      temperature: -3,
      battery: 55,
    })
    expect(decode('power-meter', 'dlt645', Buffer.from('78563412')).found).toEqual({ energy: 123456.78 })
    // Address 1, function 4, two bytes, 2.500 m; the CRC as a Modbus master computes it.
    const frame = Buffer.from([1, 4, 2, 0x09, 0xc4, 0xbe, 0xf3])
    expect(decode('water-level', 'modbus', frame)).toEqual({ found: { level: 2.5 }, faults: [] })
    frame[3] = 0x0a
    expect(decode('water-level', 'modbus', frame)).toEqual({ found: {}, faults: ['garbage'] })
    const vendor = { data: { samples: [{ ts: 1_700_000_000, pm: { pm2_5: 35.5, pm10: -1 }, env: [215, 60] }] } }
    expect(decode('air-micro', 'vendor', Buffer.from(JSON.stringify(vendor))).found).toEqual({
      pm25: 35.5,
      temperature: 21.5,
      humidity: 60,
    })
    const ais = { time: '2026-11-20T08:00:00Z', LON: 121.5, LAT: 91, SOG: 8.1, COG: 90, DRAUGHT: 0 }
    expect(decode('ship', 'ais', Buffer.from(JSON.stringify(ais))).found).toEqual({
      lng: 121.5,
      speed: 8.1,
      course: 90,
    })
  })

  it('declare commands whose input is checked', () => {
    const dim = deviceProfiles.find(({ name }) => name === 'street-light')?.commands.dim
    if (!dim) throw new Error('street lights can be dimmed')
    expect(commandFaults(dim, { level: 40 })).toEqual([])
    expect(commandFaults(dim, {}).map(({ field }) => field)).toEqual(['level'])
    expect(commandFaults(dim, { level: 140, colour: 'red' }).map(({ field }) => field)).toEqual(['colour', 'level'])
  })
})
