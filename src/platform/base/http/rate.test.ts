import type { FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { type Actor, anonymous } from '../../../kernel/access/index.ts'
import { rateGate } from './rate.ts'

// The gate looks at the address and the route alone.
const from = (ip: string) => ({ ip, routeOptions: { method: 'POST', url: '/x' } }) as unknown as FastifyRequest
const person: Actor = { ...anonymous, id: 'p', kind: 'person' }
const rate = { perMinute: 60, burst: 3 }

describe('the gate', () => {
  it('lets a burst through, then one a second, and says when to come again', () => {
    let now = 0
    const gate = rateGate(1, () => now)
    for (let n = 0; n < 3; n++) gate.take(from('1.1.1.1'), anonymous, rate)
    expect(() => gate.take(from('1.1.1.1'), anonymous, rate)).toThrow(
      expect.objectContaining({ code: 'base.tooOften', facts: { seconds: 1 } }),
    )
    now = 999
    expect(() => gate.take(from('1.1.1.1'), anonymous, rate)).toThrow()
    now = 1_001
    gate.take(from('1.1.1.1'), anonymous, rate)
    expect(() => gate.take(from('1.1.1.1'), anonymous, rate)).toThrow()
  })

  it('counts addresses and people apart', () => {
    const gate = rateGate(1, () => 0)
    for (let n = 0; n < 3; n++) gate.take(from('1.1.1.1'), anonymous, rate)
    gate.take(from('2.2.2.2'), anonymous, rate)
    for (let n = 0; n < 3; n++) gate.take(from('1.1.1.1'), person, rate)
    // Signed in, the address does not matter: moving does not help.
    expect(() => gate.take(from('9.9.9.9'), person, rate)).toThrow()
  })

  it('never gives more than the burst, however long one waited', () => {
    let now = 0
    const gate = rateGate(1, () => now)
    gate.take(from('1.1.1.1'), anonymous, rate)
    now = 3_600_000
    for (let n = 0; n < 3; n++) gate.take(from('1.1.1.1'), anonymous, rate)
    expect(() => gate.take(from('1.1.1.1'), anonymous, rate)).toThrow()
  })
})
