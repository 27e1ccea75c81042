import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { embeddedAddress } from '../src/platform/base/index.ts'

/** A city under test: its address, a connection past it, and somebody signed in. */
export type BenchCity = {
  readonly url: string
  /** Its SHUDU_DATA. */
  readonly data: string
  readonly db: pg.Pool
  /** The cookie of a person of the demonstration, by login's note in English. */
  signIn(note: string): Promise<string>
  stop(): Promise<void>
}

/** Starts a city with so many generated cases in a process of its own. */
export async function benchCity(cases: number): Promise<BenchCity> {
  const data = await mkdtemp(join(tmpdir(), 'shudu-bench-'))
  await chmod(data, 0o755)
  const env = { ...process.env, SHUDU_DATA: data, SHUDU_PORT: '0', SHUDU_DEMO: '1', SHUDU_RATE: '0' }
  const child = fork(join(import.meta.dirname, 'city-process.ts'), [String(cases)], {
    env,
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const ended = once(child, 'exit')
  const [said] = await Promise.race([once(child, 'message'), ended.then(() => [undefined])])
  if (said === undefined) throw new Error('The city did not start')
  const { url } = said as { url: string } // what city-process.ts sends
  const db = new pg.Pool({ ...embeddedAddress(data, 'owner'), max: 4 })
  const people = (await (await fetch(`${url}/api/demo/people`)).json()) as {
    items: { id: string; note: { en: string } }[]
  }
  return {
    url,
    data,
    db,
    signIn: async (note) => {
      const person = people.items.find((one) => one.note.en === note)
      const answer = await fetch(`${url}/api/demo/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ person: person?.id }),
      })
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
      if (!answer.ok || cookie === undefined) throw new Error(`Could not sign in as ${note}: ${await answer.text()}`)
      return cookie
    },
    stop: async () => {
      await db.end()
      child.kill('SIGTERM')
      await ended
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** The value below which so much of a sorted list lies, 0–1. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
