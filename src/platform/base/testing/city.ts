import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Actor, anonymous, decide } from '../../../kernel/access/index.ts'
import type { Base } from '../base.ts'
import { type City, openCity } from '../city.ts'
import { type Config, readConfig } from '../config.ts'
import { baseErrors } from '../errors.ts'
import type { Authenticate } from '../http/route.ts'
import { type LogLevel, makeLog } from '../process/log.ts'
import type { Room } from '../room.ts'
import { makeTestDatabase, type TestDatabase } from './database.ts'

/** How a test city differs from a plain one. */
export type TestCityOptions = {
  /** Makes the rooms under test, in order. */
  rooms(base: Base): readonly Room[] | { readonly rooms: readonly Room[]; readonly authenticate: Authenticate }
  /** Tables of the rooms up to this one (all when absent). */
  readonly upTo?: string
  readonly config?: Partial<Config>
  /** Let consumers and jobs run by themselves instead of in `settle`. */
  readonly background?: boolean
  readonly log?: LogLevel | 'silent'
  /** The database of a city that was stopped: this one goes on with it, and leaves it. */
  readonly database?: TestDatabase
  now?(): number
}

/** An answer, read. */
export type TestAnswer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; `undefined` when it is not JSON. The test says what it expects of it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers and assert what they find.
  readonly json: any
}

/** Somebody who calls the city's API. */
export type Caller = {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>
  get(path: string, headers?: Record<string, string>): Promise<TestAnswer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>
}

/** A whole city on a free port with a database of its own. */
export type TestCity = Caller &
  City & {
    readonly database: TestDatabase
    /** Calls as this actor, without signing in (only with the tests' own authentication). */
    as(actor: Actor): Caller
  }

const header = 'x-test-actor'

/** Starts a city; `stop` ends it and removes all it made. */
export async function openTestCity(options: TestCityOptions): Promise<TestCity> {
  const database = options.database ?? (await makeTestDatabase(options.upTo))
  const data = await mkdtemp(join(tmpdir(), 'shudu-city-'))
  const actors = new Map<string, Actor>()
  const fromHeader: Authenticate = async (request) => {
    const id = request.headers[header]
    if (id === undefined) return { actor: anonymous, by: 'nobody' }
    const actor = actors.get(String(id))
    if (actor === undefined) throw baseErrors.make('base.unauthenticated')
    return { actor, by: 'token' }
  }
  const config = readConfig({}, { data, host: '127.0.0.1', port: 0, connections: 8, rate: 0, ...options.config })
  const city = await openCity({
    config,
    log: makeLog(options.log ?? 'error'),
    database: database.app,
    master: Buffer.alloc(32, 7),
    decide,
    rooms: (base) => {
      const made = options.rooms(base)
      return 'rooms' in made ? made : { rooms: made, authenticate: fromHeader }
    },
    strict: true,
    background: options.background ?? false,
    now: options.now,
  })
  return {
    ...city,
    ...caller(city.url, {}),
    database,
    as: (actor) => {
      actors.set(actor.id, actor)
      return caller(city.url, { [header]: actor.id })
    },
    stop: async () => {
      await city.stop()
      if (!options.database) await database.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Calls an address; a body that is an object goes as JSON. */
export function caller(url: string, always: Record<string, string>): Caller {
  const call: Caller['call'] = async (method, path, body, headers = {}) => {
    const plain =
      body === undefined || typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array
    const answer = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { ...always, ...(!plain && { 'content-type': 'application/json' }), ...headers },
      // Objects that fetch does not take as they are were sorted out above.
      body: plain ? (body as BodyInit | undefined) : JSON.stringify(body),
    })
    const text = await answer.text()
    const json = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined
    return { status: answer.status, headers: answer.headers, text, json }
  }
  return {
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
  }
}
