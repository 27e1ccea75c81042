import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { enqueue } from '../base/index.ts'
import { sweep } from './jobs.ts'
import { issueOnce } from './sign-in/once.ts'
import { identityCity } from './testing.ts'

let now = Date.now()
const city = await identityCity({ now: () => now })

const count = async (table: string) => {
  const { rows } = await sql<{ rows: number }>`select count(*)::int as rows from identity.${sql.ref(table)}`.execute(
    city.db,
  )
  return rows[0]?.rows
}

async function night(days: number) {
  now += days * 86_400_000
  await city.db.tx((tx) => enqueue(tx, sweep(city.base), {}))
  await city.settle()
}

test('what is over is cleared away in time, what still holds stays', async () => {
  const person = await city.signedIn({ name: '王芳', kind: 'resident' })
  await city.browser().post('/api/session', { login: person.login, password: 'wrong once' })
  await issueOnce(city.db, 'password', 60, now, { person: person.id })
  await night(1)
  expect([await count('session'), await count('once'), await count('throttle')]).toEqual([1, 0, 2])
  expect((await person.browser.get('/api/session')).json.actor.kind).toBe('person')
  await night(3)
  expect([await count('session'), await count('throttle')]).toEqual([1, 0])
  // Unused for fourteen days it ends; thirty days later nobody needs to see it any more.
  await night(20)
  expect(await count('session')).toBe(1)
  await night(30)
  expect(await count('session')).toBe(0)
  expect(await count('person')).toBe(1)
})
