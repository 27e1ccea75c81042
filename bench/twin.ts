import { anonymous } from '../src/kernel/access/index.ts'
import { openTestCity, type TestCity } from '../src/platform/base/testing.ts'
import { twinRoom } from '../src/platform/twin/index.ts'

/** A city that is a twin alone, and the headers of a program that may write to it. */
export async function twinBench(): Promise<{ readonly city: TestCity; readonly headers: Record<string, string> }> {
  const city = await openTestCity({
    upTo: 'twin',
    config: { rate: 0, connections: 10 },
    rooms: (base) => [twinRoom(base)],
  })
  city.as({ ...anonymous, id: 'bench', kind: 'service', name: 'bench', scopes: ['twin'] })
  return { city, headers: { 'x-test-actor': 'bench', 'content-type': 'application/json' } }
}

/** What both databases are told: durable writes are not what is compared. */
export const sameServer =
  'one PostgreSQL for both sides (fsync off), two cores shared by database, city and load generator'
