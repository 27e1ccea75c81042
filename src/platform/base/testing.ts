import { afterAll } from 'vitest'
import { openTestCity, type TestCity, type TestCityOptions } from './testing/city.ts'
import { makeTestDatabase, type TestDatabase } from './testing/database.ts'

export { type Certificate, makeCertificate } from './testing/certificate.ts'
export {
  type Caller,
  caller,
  openTestCity,
  type TestAnswer,
  type TestCity,
  type TestCityOptions,
} from './testing/city.ts'
export { makeTestDatabase, type TestDatabase } from './testing/database.ts'
export { hasRealData, realFile } from './testing/real-data.ts'
export { type GotCall, type Receiver, receiver } from './testing/receiver.ts'

/**
 * An own, migrated database for this test file. Call it at the top of the file (`const { db } = await testDatabase('cases')`),
 * it is removed after the last test. `upTo` names the last room whose tables are wanted.
 */
export async function testDatabase(upTo?: string): Promise<TestDatabase> {
  const database = await makeTestDatabase(upTo)
  afterAll(database.close)
  return database
}

/** An empty database without any table; the caller closes it, or the end of the run removes it. */
export const makeBareDatabase = (): Promise<TestDatabase> => makeTestDatabase(undefined, true)

/** A whole city for this test file, on a free port; call it at the top of the file, it stops after the last test. */
export async function testCity(options: TestCityOptions): Promise<TestCity> {
  const city = await openTestCity(options)
  afterAll(city.stop)
  return city
}
