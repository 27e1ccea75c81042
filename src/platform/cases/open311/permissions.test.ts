import { describe, expect, test } from 'vitest'
import { type Actor, roles } from '../../../kernel/access/index.ts'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { testCity } from '../../base/testing.ts'
import { permissions } from '../api/permissions.ts'
import { casesRoom } from '../cases-room.ts'
import { person, plainCalendar, smallOffices } from '../testing/small-city.ts'

const city = await testCity({
  rooms: (base) => [
    casesRoom(base, { offices: smallOffices, calendar: plainCalendar, jurisdiction: '310000', packs: [hotline] }),
  ],
  upTo: 'cases',
})

const program = (...scopes: string[]): Actor => ({
  ...{ id: `program ${scopes.join()}`, kind: 'service', name: 'program', posts: [], scopes },
})

const reads = [
  'discovery.json',
  'v2/services.json',
  'v2/services/hotline.json',
  'v2/requests.json',
  'v2/servicerequestupdates.json',
]
const writes = ['v2/requests.json', 'v2/servicerequestupdates.json']
const body = 'service_code=hotline&address_string=x&description=ab'
const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe.each(reads)('reading %s', (path) => {
  test('is for everybody, but not for a token without the scope', async () => {
    expect((await city.get(`/open311/${path}`)).status).toBe(200)
    expect((await city.as(person('resident')).get(`/open311/${path}`)).status).toBe(200)
    expect((await city.as(program('open311')).get(`/open311/${path}`)).status).toBe(200)
    expect((await city.as(program('cases')).get(`/open311/${path}`)).status).toBe(403)
  })
})

describe.each(writes)('sending to %s', (path) => {
  const status = async (actor: Actor | undefined) =>
    (await (actor ? city.as(actor) : city).post(`/open311/${path}`, body, form)).status

  test.each(roles)('is not for a %s: people report in the portal', async (role) => {
    const may = permissions.open311Submit.grants.some((grant) => grant.who === (role as string))
    expect(may).toBe(false)
    expect(await status(person(`one-${role}`, [role, 'sh']))).toBe(403)
  })

  test('is for a program with the scope, and for no other', async () => {
    // Whoever may is let in and hears what the request lacks, if anything.
    expect([200, 400]).toContain(await status(program('open311')))
    expect([200, 400]).toContain(await status(program('*')))
    expect(await status(program('cases'))).toBe(403)
    expect(await status(person('resident'))).toBe(403)
    expect(await status(undefined)).toBe(403)
  })
})

test('what is sent and what is refused is on record', async () => {
  const sender = city.as({ ...program('open311'), id: 'sender' })
  const answer = await sender.post('/open311/v2/requests.json', body, form)
  expect(answer.status).toBe(200)
  await city.as({ ...person('denied'), id: 'denied' }).post('/open311/v2/requests.json', body, form)
  // Denials are written a moment later, in one go.
  const rowsOf = async () => {
    const { rows } = await city.database.db.pool.query<{ actor: string; outcome: string }>(
      `select actor, outcome from base.audit where action = 'open311.submit' and actor in ('sender', 'denied') order by actor`,
    )
    return rows
  }
  await expect.poll(rowsOf).toEqual([
    { actor: 'denied', outcome: 'denied' },
    { actor: 'sender', outcome: 'done' },
  ])
})
