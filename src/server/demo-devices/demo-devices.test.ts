import { describe, expect, it } from 'vitest'
import { decodersOf, judgeInstant, valueQuality } from '../../kernel/things/index.ts'
import { deviceProfiles } from '../../packs/city/devices/index.ts'
import { faultOf, nextAt, sayingOf } from './behaviour.ts'
import { demoDevices, openDevice } from './which.ts'

const devices = demoDevices((id) => `secret of ${id}`)
const profiles = new Map(deviceProfiles.map((profile) => [profile.name, profile]))

describe('devices of the demonstration', () => {
  it('are two thousand, each of a profile and behind a gateway', () => {
    expect(devices.length).toBe(2_000)
    expect(new Set(devices.map(({ id }) => id)).size).toBe(2_000)
    const gateways = new Set(devices.filter(({ profile }) => profile === 'gateway').map(({ id }) => id))
    expect(
      devices.every(
        ({ profile, parent }) => profiles.has(profile) && (profile === 'gateway' || gateways.has(parent ?? '')),
      ),
    ).toBe(true)
    expect(profiles.has(openDevice.profile)).toBe(true)
    expect(devices.every(({ isDemo }) => isDemo)).toBe(true)
  })

  it('say only what their profile measures, in its range unless they are faulty, at every hour of a year', () => {
    const wrong = new Set<string>()
    for (const { profile: name, seed } of devices.filter((_, i) => i % 5 === 0)) {
      const profile = profiles.get(name)
      if (!profile || faultOf(name, seed) !== undefined) continue
      const measures = Object.values(profile.measures)
      const decode = decodersOf(profile, (bytes) => Buffer.from(bytes).toString()).get('plain')
      for (let hour = 0; hour < 24 * 365; hour += 61) {
        const at = Date.UTC(2026, 0, 1) + hour * 3_600_000
        decode?.(Buffer.from(JSON.stringify(sayingOf(name, seed, at))), {
          reading: (measure, instant, value) => {
            const declared = measures[measure]
            if (!declared || instant !== at || valueQuality(declared, value) !== 0)
              wrong.add(`${name} ${measure} ${value}`)
          },
          fault: (fault, detail) => wrong.add(`${name} ${fault} ${detail}`),
        })
      }
    }
    expect([...wrong]).toEqual([])
  })

  it('have faults of every kind, which the city finds', () => {
    const faults = new Set(devices.map(({ profile, seed }) => faultOf(profile, seed)))
    expect(faults).toEqual(new Set(['silent', 'stuck', 'thousandfold', 'clock', undefined]))
    const odd = devices.find(({ profile, seed }) => faultOf(profile, seed) === 'clock')
    const profile = profiles.get(odd?.profile ?? '')
    const said = sayingOf(odd?.profile ?? '', odd?.seed ?? 0, Date.now())
    expect(profile && judgeInstant(profile.clock, Number(said?.at), Date.now())).toBeUndefined()
  })

  it('speak again within their period, always at the same moments', () => {
    const now = Date.UTC(2026, 10, 20, 3, 4, 5)
    for (const { profile, seed } of devices.slice(0, 300)) {
      const period = profiles.get(profile)?.period ?? 0
      const next = nextAt(period, seed, now)
      expect(next > now && next - now <= (period || 3_600) * 1_000).toBe(true)
      expect(nextAt(period, seed, next - 1)).toBe(next)
    }
  })
})
