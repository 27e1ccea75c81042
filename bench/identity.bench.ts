import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { type Actor, decide, type Permission } from '../src/kernel/access/index.ts'
import { seeded, uuidv7 } from '../src/kernel/codes/index.ts'
import { demoCity } from '../src/packs/city/shanghai/index.ts'
import { type City, copyIn, makeLog, openCity, readConfig } from '../src/platform/base/index.ts'
import { makeTestDatabase, stopTestServer } from '../src/platform/base/testing/database.ts'
import {
  type Identity,
  identityRoom,
  issueOperatorToken,
  loadOffices,
  loadPeople,
  type ProfilePerson,
} from '../src/platform/identity/index.ts'
import type { Bench, BenchResult } from './bench.ts'
import { quantile } from './city.ts'

const permission: Permission = {
  action: 'bench.handle',
  title: { zh: '办理', en: 'Handle' },
  scope: 'people.read',
  grants: [
    { who: 'supervisor', relation: 'over' },
    { who: 'dispatcher', relation: 'over' },
    { who: 'clerk', relation: 'holds' },
  ],
  grade: 'internal',
  changes: false,
}

/** Who may act: a known token read from memory, then the decision; against the same read from the database each time. */
async function authenticating(identity: Identity, city: City, rounds: number): Promise<BenchResult> {
  const { token } = await issueOperatorToken(city.base.db, { as: 'bench', scopes: ['*'], days: 1 })
  // Of a request only these are looked at.
  const request = { headers: { authorization: `Bearer ${token}` }, cookies: {} } as unknown as FastifyRequest
  const thing = { holders: ['/sh/310101/310101002'] }
  const once = async (): Promise<number> => {
    const began = performance.now()
    const { actor } = await identity.authenticate(request)
    if (!decide(actor, permission, thing).allowed) throw new Error('The clerk of the office is not let in')
    return (performance.now() - began) * 1_000
  }
  const [known, read]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds + 500; round += 1) {
    const time = await once()
    if (round >= 500) known.push(time)
  }
  for (let round = 0; round < 1_050; round += 1) {
    identity.forgetActors()
    const time = await once()
    if (round >= 50) read.push(time)
  }
  const { actor } = await identity.authenticate(request)
  const [warm, cold] = [sorted(known), sorted(read)]
  const decision = deciding(actor, thing)
  return {
    what: 'authenticate and decide, somebody known',
    baseline: 'the same with the actor read from the database for every request',
    ratio: quantile(warm, 0.5) / quantile(cold, 0.5),
    mark: 'a decision costs under 50 µs (architecture)',
    reached: decision < 50,
    figures: {
      'known, median µs': quantile(warm, 0.5).toFixed(1),
      'known, p99 µs': quantile(warm, 0.99).toFixed(1),
      'read, median µs': quantile(cold, 0.5).toFixed(0),
      'read, p99 µs': quantile(cold, 0.99).toFixed(0),
      'decision alone, mean µs': decision.toFixed(2),
    },
    bounds: 'SHA-256 of the token and the turn of a promise; the read is bounded by one query',
  }
}

function deciding(actor: Actor, thing: { readonly holders: readonly string[] }): number {
  const rounds = 200_000
  let allowed = 0
  const began = performance.now()
  for (let round = 0; round < rounds; round += 1) if (decide(actor, permission, thing).allowed) allowed += 1
  const mean = ((performance.now() - began) / rounds) * 1_000
  if (allowed !== rounds) throw new Error('The decision is not the same each time')
  return mean
}

const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b)

async function timed<T>(work: () => Promise<T>): Promise<readonly [ms: number, result: T]> {
  const began = performance.now()
  const result = await work()
  return [performance.now() - began, result]
}

/** Offices of a whole city, and people by the hundred thousand, against COPY of the same columns into a bare table. */
async function loading(city: City, identity: Identity, people: number): Promise<readonly BenchResult[]> {
  const { db } = city.base
  const { offices } = demoCity()
  const [first, loaded] = await timed(() => db.tx((tx) => loadOffices(tx, offices)))
  const [again, same] = await timed(() => db.tx((tx) => loadOffices(tx, offices)))
  const [refresh] = await timed(() => identity.offices.refresh())
  if (loaded.opened !== offices.length || same.opened !== 0) throw new Error('Offices were not loaded once')
  const rows = offices.map((one) => [one.id, one.parent, one.level, one.kind, one.division, one.title.zh, one.title.en])
  const bareOffices = await bareCopy(city, rows)
  const random = seeded(7)
  const everybody: readonly ProfilePerson[] = Array.from({ length: people }, (_, n) => ({
    id: uuidv7(),
    kind: n % 10 === 0 ? 'official' : 'resident',
    name: `人${n}`,
    login: `p${n}`,
    personal: { phone: `138${String(n).padStart(8, '0')}` },
    posts: n % 10 === 0 ? [{ office: offices[Math.floor(random() * offices.length)]?.id ?? 'sh', role: 'clerk' }] : [],
  }))
  const [peopleMs, added] = await timed(() => db.tx((tx) => loadPeople(tx, everybody)))
  if (added.added !== people) throw new Error('People were not loaded')
  const barePeople = await bareCopy(
    city,
    everybody.map((one) => [one.id, one.kind, one.name, one.login, one.personal?.phone]),
  )
  return [
    {
      what: `load of ${offices.length} offices, placed in the tree and told to the rooms`,
      baseline: 'COPY of the same rows into a table without keys',
      ratio: first / bareOffices,
      mark: 'under a second, a second load changes nothing',
      reached: first < 1_000,
      figures: {
        'load ms': first.toFixed(0),
        'again ms': again.toFixed(0),
        'directory read anew ms': refresh.toFixed(0),
        'bare COPY ms': bareOffices.toFixed(0),
      },
    },
    {
      what: `load of ${people} people with logins, phones and a tenth with posts`,
      baseline: 'COPY of the same columns into one table without keys',
      ratio: peopleMs / barePeople,
      mark: 'a hundred thousand within half a minute',
      reached: (peopleMs / people) * 100_000 < 30_000,
      figures: { 'load ms': peopleMs.toFixed(0), 'bare COPY ms': barePeople.toFixed(0) },
      bounds: 'four tables with nine indexes, and one notice for each post',
    },
  ]
}

async function bareCopy(
  { base: { db } }: City,
  rows: readonly (readonly (string | null | undefined)[])[],
): Promise<number> {
  const width = rows[0]?.length ?? 0
  const names = Array.from({ length: width }, (_, n) => `c${n}`)
  return db.tx(async (tx) => {
    await tx.schema
      .createTable('bare')
      .temporary()
      .onCommit('drop')
      .$call((table) => names.reduce((all, name) => all.addColumn(name, 'text'), table))
      .execute()
    const [ms] = await timed(() => copyIn(tx, 'bare', names, rows))
    return ms
  })
}

/** Who acts in a request, and bringing a city's offices and people in. */
export const bench: Bench = {
  says: 'who acts and may, and loading offices and people',
  run: async (size = 100_000) => {
    const database = await makeTestDatabase('identity')
    const data = await mkdtemp(join(tmpdir(), 'shudu-bench-'))
    let identity: Identity | undefined
    const city = await openCity({
      config: readConfig({}, { data, port: 0 }),
      log: makeLog('error'),
      database: database.app,
      master: Buffer.alloc(32, 1),
      decide,
      rooms: (base) => {
        const shown = { title: { zh: '上海', en: 'Shanghai' }, centre: [0, 0], bounds: [0, 0, 0, 0] } as const
        identity = identityRoom(base, { city: shown, scopes: () => ['people.read'] })
        return { rooms: [identity], authenticate: identity.authenticate }
      },
    })
    try {
      if (identity === undefined) throw new Error('No room was made')
      const loads = await loading(city, identity, size)
      const clerk: ProfilePerson = {
        id: uuidv7(),
        kind: 'official',
        name: 'Bench',
        login: 'bench',
        posts: [
          { office: '310101002', role: 'clerk' },
          { office: '310101002', role: 'grid-member' },
        ],
      }
      await city.base.db.tx((tx) => loadPeople(tx, [clerk]))
      return [await authenticating(identity, city, 20_000), ...loads]
    } finally {
      await city.stop()
      await database.close()
      await stopTestServer()
      await rm(data, { recursive: true, force: true })
    }
  },
}
