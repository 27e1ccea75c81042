import { offer, sharedServer } from './shared-server.ts'

/** Vitest's global set-up: one PostgreSQL for the whole run, made when the first test asks for a database. */
export default async function setup(): Promise<() => Promise<void>> {
  const shared = sharedServer()
  const offered = await offer(shared)
  process.env.SHUDU_TEST_SERVER = offered.address
  return async () => {
    await offered.close()
    await shared.stop()
  }
}
