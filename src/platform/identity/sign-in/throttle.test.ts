import { expect, test } from 'vitest'
import { CityError } from '../../../kernel/errors/index.ts'
import { testDatabase } from '../../base/testing.ts'
import { beginTry, countedAddress } from './throttle.ts'

const { db } = await testDatabase('identity')

/** Seconds to wait, or 0 when the try is let through. */
async function knock(login: string, address: string, now: number): Promise<number> {
  try {
    await beginTry(db, login, address, now)
    return 0
  } catch (fault) {
    if (fault instanceof CityError && fault.code === 'identity.tooManyTries') return Number(fault.facts.seconds)
    throw fault
  }
}

test('a login has five free tries; then each failure makes the next wait longer, up to five minutes', async () => {
  let now = Date.parse('2026-03-02T08:00:00Z')
  const waits: number[] = []
  let letThrough = 0
  while (letThrough < 20) {
    const seconds = await knock('wang', `10.1.0.${letThrough}`, now)
    if (seconds === 0) letThrough += 1
    else waits.push(seconds)
    now += seconds * 1000
  }
  expect(waits).toHaveLength(15)
  expect(waits.slice(0, 5)).toEqual([1, 2, 4, 8, 16])
  expect(waits.toSorted((a, b) => a - b)).toEqual(waits)
  expect(waits.at(-1)).toBe(300)
})

test('a login is one whatever the case of its letters', async () => {
  const now = Date.parse('2026-03-02T08:00:00Z')
  for (let n = 0; n < 5; n += 1) await knock('Qian', `10.7.0.${n}`, now)
  expect(await knock('qiAN', '10.7.1.1', now)).toBe(1)
})

test('a thousand tries at once are not a thousand tries', async () => {
  const now = Date.parse('2026-03-02T08:00:00Z')
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => knock('li', `10.3.${n}.1`, now)))
  expect(answers.filter((seconds) => seconds === 0)).toHaveLength(5)
})

test('one address is held back whatever logins it tries, and others are not', async () => {
  const now = Date.parse('2026-03-02T08:00:00Z')
  const answers: number[] = []
  for (let n = 0; n < 30; n += 1) answers.push(await knock(`login-${n}`, '10.4.0.1', now))
  expect(answers.filter((seconds) => seconds === 0)).toHaveLength(20)
  expect(await knock('login-29', '10.4.0.2', now)).toBe(0)
})

test('success takes the count back: of the login wholly, of the address by one', async () => {
  const now = Date.parse('2026-03-02T08:00:00Z')
  for (let n = 0; n < 100; n += 1) {
    const begun = await beginTry(db, 'zhao', '10.5.0.1', now)
    await begun.succeeded(db)
  }
  expect(await knock('zhao', '10.5.0.1', now)).toBe(0)
})

test('failures are forgotten bit by bit: a login’s after half an hour each', async () => {
  let now = Date.parse('2026-03-02T08:00:00Z')
  for (let n = 0; n < 5; n += 1) await knock('sun', '10.6.0.1', now)
  expect(await knock('sun', '10.6.0.1', now)).toBeGreaterThan(0)
  now += 2 * 1_800_000
  expect(await knock('sun', '10.6.0.1', now)).toBe(0)
  expect(await knock('sun', '10.6.0.1', now)).toBe(0)
  expect(await knock('sun', '10.6.0.1', now)).toBeGreaterThan(0)
})

test.each([
  ['10.0.0.7', '10.0.0.7'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is counted as %s', (address, counted) => {
  expect(countedAddress(address)).toBe(counted)
})
