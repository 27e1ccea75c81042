import { sql } from 'kysely'
import type { CaseState } from '../../../kernel/flow/index.ts'
import {
  type Body,
  type Hearing,
  type Pack,
  type Settled,
  type SettledSpot,
  type Signal,
  settle,
} from '../../../kernel/pack/index.ts'
import type { Query } from '../../base/index.ts'
import { type KnownSpot, sourcesKnown, sourcesNear } from './source-rows.ts'

/** A signal that a pack hears. */
export type Heard = { readonly signal: Signal; readonly hearing: Hearing<Pack> }

/** A source as it is settled, with all it told in this batch; a known one told nothing now. */
export type Spot = SettledSpot & { readonly heard: readonly Heard[] }

/** A case that settling may touch, locked until the end of the transaction. */
export type Locked = { readonly state: CaseState }

/** Are people at work on it? A report counts as such when those who answer for it have taken it on. */
const isWorked = (state: CaseState, pack: Pack, isWaiting: boolean): boolean =>
  Object.values(state.tasks).some(
    ({ status, step }) => status === 'accepted' || (status === 'done' && (!isWaiting || step === pack.flow.marks.main)),
  )

/** The signals of one pack as spots: each source once, from its first telling to its last. */
function freshSpots(heard: readonly Heard[]): readonly Spot[] {
  const byWho = Map.groupBy(heard, ({ signal, hearing }) => `${hearing.kind} ${signal.who}`)
  return [...byWho.values()].map((all): Spot => {
    const times = all.map(({ signal }) => Date.parse(signal.at))
    const [{ signal, hearing }] = all as [Heard, ...Heard[]] // a group has at least one
    const point = all.find((one) => one.signal.point)?.signal.point
    return {
      ...{
        id: signal.who,
        kind: hearing.kind,
        from: Math.min(...times),
        to: Math.max(...times),
        opens: hearing.opens,
        heard: all,
      },
      ...(point && { point }),
      ...(signal.source === 'report' && { body: signal.id }),
      ...(hearing.word !== undefined && { word: hearing.word }),
    }
  })
}

/** What is known of the cases around signals, and what becomes of them. */
export type Settling = {
  readonly settled: readonly Settled<Spot>[]
  readonly states: ReadonlyMap<string, CaseState>
}

/** Settles the signals of one pack. The cases it may touch are locked; whoever saves them meanwhile waits and computes anew. */
export async function settleSignals(
  tx: Query,
  pack: Pack,
  heard: readonly Heard[],
  packOf: (state: CaseState) => Promise<Pack>,
): Promise<Settling> {
  const joins = pack.joins ?? { metres: 0, hours: 0 }
  const fresh = freshSpots(heard)
  const before = await sourcesKnown(
    tx,
    pack.name,
    fresh.map(({ id }) => id),
  )
  const told = fresh.map((spot) => stretched(spot, before))
  const near = await sourcesNear(tx, pack.name, told, joins)
  const known = new Map([...before, ...near].map((spot) => [`${spot.body} ${spot.id}`, spot]))
  const spots = [...[...known.values()].map((spot) => ({ ...stretched(spot, fresh), heard: [] })), ...told]
  const ids = [...new Set(spots.flatMap(({ body }) => body ?? []))].sort()
  const { rows } = await sql<{ state: CaseState }>`
    select state from cases.case where id = any(${ids}::uuid[]) and status = 'open' order by id for update`.execute(tx)
  const states = new Map(rows.map(({ state }) => [state.id, state]))
  const bodies = new Map<string, Body>()
  for (const state of states.values()) {
    const isWaiting = state.pack !== pack.name
    const worked = isWorked(state, await packOf(state), isWaiting)
    bodies.set(state.id, { id: state.id, openedAt: state.openedAt, isWorked: worked, isWaiting })
  }
  const apart = await apartPairs(tx, ids)
  // A case that was ended a moment ago takes nothing any more.
  const live = spots.filter(({ body }) => body === undefined || bodies.has(body))
  const isApart = (one: string, other: string) => apart.has(one < other ? `${one} ${other}` : `${other} ${one}`)
  return { settled: settle<Spot>({ spots: live, bodies, joins, isApart }), states }
}

/** A source from its first telling to its last, whether it told before or now. */
function stretched<T extends SettledSpot>(spot: T, others: readonly (SettledSpot | KnownSpot)[]): T {
  const same = others.filter(({ id, kind }) => id === spot.id && kind === spot.kind)
  const from = Math.min(spot.from, ...same.map((one) => one.from))
  return { ...spot, from, to: Math.max(spot.to, ...same.map((one) => one.to)) }
}

async function apartPairs(on: Query, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ one: string; other: string }>`select one, other from cases.apart
    where one = any(${[...ids]}::uuid[]) and other = any(${[...ids]}::uuid[])`.execute(on)
  return new Set(rows.map(({ one, other }) => `${one} ${other}`))
}
