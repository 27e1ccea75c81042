import { sql } from 'kysely'
import type { CaseState } from '../../../kernel/flow/index.ts'
import { findHearing, type Pack, type Signal, signalEvents } from '../../../kernel/pack/index.ts'
import { type Consumer, type Event, publish, type Query, type Tx } from '../../base/index.ts'
import { type CaseNews, newsOf } from '../book.ts'
import type { CaseEngine } from '../engine.ts'
import type { PackShelf } from '../packs.ts'
import { saveChanges } from '../save.ts'
import type { Offices } from '../world.ts'
import { type Applied, applySettled, type Outcome } from './apply-settled.ts'
import { type AlarmOver, markOver } from './calm-sources.ts'
import { oneAtATime } from './locked-state.ts'
import { type Heard, settleSignals } from './settle-signals.ts'
import { signalOfAlarm, signalOfReport } from './signal-of.ts'
import { keepSources, remakeSources, type SourceRow, sourceRowsOf } from './source-rows.ts'
import { keepUnanswered } from './unanswered.ts'

/** What signals stand on. */
export type SignalParts = { readonly engine: CaseEngine; readonly shelf: PackShelf; readonly offices: Offices }

/** After these a case's sources are made anew from its state. */
const ended = ['case.closed', 'case.withdrawn', 'case.reopened', 'case.followed']

/**
 * The one way by which the city hears (一个队列): every alarm, camera event, finding of a patrol, breach of a sign and report comes
 * here, is given to the pack that hears it, and opens a case or joins one. One batch at a time in the whole city, so that two
 * that tell of the same never open two; each batch is a few statements.
 */
export function signalConsumer(parts: SignalParts): Consumer {
  return {
    type: ['things.alarm', 'things.alarmCleared', ...signalEvents, 'case.submitted', 'case.completed', ...ended],
    name: 'cases.signals',
    handleAll: async (events, tx) => {
      await oneAtATime(tx)
      const over = events.filter(({ type }) => ended.includes(type)).map(({ payload }) => payload as CaseNews) // by type
      if (over.length > 0) await remakeFor(tx, parts, [...new Set(over.map((news) => news.case))])
      const signals = [...events.flatMap(signalIn), ...(await reportsIn(tx, parts, events))]
      const fresh = await unknownOf(tx, signals)
      if (fresh.length > 0) await hear(tx, parts, fresh)
      // By type. After what was heard: an alarm may begin and end in one batch.
      const ends = events
        .filter(({ type }) => type === 'things.alarmCleared')
        .map(({ payload }) => payload as AlarmOver)
      await markOver(tx, ends)
    },
  }
}

/** The signal that an event carries, of those that are told by other rooms. */
function signalIn({ type, payload }: Event): readonly Signal[] {
  if (type === 'things.alarm') return [signalOfAlarm(payload as Parameters<typeof signalOfAlarm>[0])] // by type
  return (signalEvents as readonly string[]).includes(type) ? [payload as Signal] : [] // by type
}

/** Reports that were sent, or sorted, and are cases of a pack that others hear. */
async function reportsIn(tx: Tx, { engine, shelf }: SignalParts, events: readonly Event[]): Promise<readonly Signal[]> {
  const packs = new Set(
    shelf.current().flatMap(({ hears = [] }) => hears.flatMap((one) => ('reports' in one ? [one.reports.pack] : []))),
  )
  const news = events
    .filter(({ type }) => type === 'case.submitted' || type === 'case.completed')
    .map(({ type, payload }) => ({ type, ...(payload as CaseNews) })) // written by this room
    .filter(({ type, pack, step }) => {
      const sorting = packs.has(pack) && shelf.current().find(({ name }) => name === pack)?.sorting?.step
      return packs.has(pack) && (type === 'case.submitted' || step === sorting)
    })
  if (news.length === 0) return []
  const sorted = news.filter(({ type }) => type === 'case.completed').map((one) => one.case)
  // What its words said may be wrong: now somebody has read it.
  if (sorted.length > 0)
    await sql`with gone as (delete from cases.source where case_id = any(${sorted}::uuid[]) and is_waiting)
      delete from cases.signal where id = any(${sorted}::text[]) and outcome = 'waiting'`.execute(tx)
  const ids = [...new Set(news.map((one) => one.case))]
  const { rows } = await sql<{ id: string }>`select id from unnest(${ids}::uuid[]) as t(id)
    where not exists (select from cases.apart where id in (one, other))`.execute(tx)
  // What a person has taken out stays as he left it.
  const states = await statesOf(
    tx,
    rows.map(({ id }) => id),
  )
  const open = states.filter(({ status }) => status === 'open')
  return Promise.all(open.map(async (state) => signalOfReport(state, await engine.packOf(state))))
}

async function statesOf(on: Query, ids: readonly string[]): Promise<readonly CaseState[]> {
  const { rows } = await sql<{ state: CaseState }>`
    select state from cases.case where id = any(${[...ids]}::uuid[])`.execute(on)
  return rows.map(({ state }) => state)
}

/** Signals that were not heard before, each once. */
async function unknownOf(tx: Tx, signals: readonly Signal[]): Promise<readonly Signal[]> {
  if (signals.length === 0) return []
  const byId = new Map(signals.map((signal) => [signal.id, signal]))
  const { rows } = await sql<{ id: string }>`
    select id from cases.signal where id = any(${[...byId.keys()]}::text[])`.execute(tx)
  for (const { id } of rows) byId.delete(id)
  return [...byId.values()]
}

/** Gives signals to the packs that hear them, and writes all that comes of it. */
async function hear(tx: Tx, parts: SignalParts, signals: readonly Signal[]): Promise<void> {
  const packs = parts.shelf.current()
  const heard: Heard[] = []
  const unheard: Signal[] = []
  for (const signal of signals) {
    const hearing = findHearing(packs, signal)
    // A report without a place is near nothing.
    const isLost = !hearing || (signal.source === 'report' && signal.point === undefined)
    if (!isLost) heard.push({ signal, hearing })
    else if (signal.source !== 'report') unheard.push(signal)
  }
  await keepSignals(
    tx,
    unheard.map((signal) => ({ signal, pack: null, case: null, outcome: 'unheard' })),
  )
  for (const all of Map.groupBy(heard, ({ hearing }) => hearing.pack.name).values()) {
    const [first] = all
    if (first) await hearBy(tx, parts, first.hearing.pack, all)
  }
}

/** Gives signals to one pack, and writes all that comes of it. @returns what became of each, by its id */
export async function hearBy(
  tx: Tx,
  parts: SignalParts,
  pack: Pack,
  heard: readonly Heard[],
): Promise<ReadonlyMap<string, Outcome>> {
  const settling = await settleSignals(tx, pack, heard, (state) => parts.engine.packOf(state))
  const applied = await applySettled(parts, pack, settling)
  await write(tx, applied, waitingRows(heard, applied))
  await tieFiles(tx, heard, applied)
  await keepSignals(
    tx,
    heard.map(({ signal }) => {
      const { case: id = null, outcome = 'waiting' } = applied.outcomes.get(signal.id) ?? {}
      return { signal, pack: pack.name, case: id ?? (signal.source === 'report' ? signal.id : null), outcome }
    }),
  )
  return applied.outcomes
}

async function write(tx: Tx, { changes, gone, rows }: Applied, waiting: readonly SourceRow[]): Promise<void> {
  if (changes.length > 0) {
    const written = await saveChanges(tx, changes)
    // The cases are locked: only a number or code drawn twice can stand in the way, and another draw will not.
    if (written.size !== changes.length) throw new Error(`${changes.length - written.size} cases could not be written`)
    await publish(tx, ...changes.flatMap(newsOf))
  }
  if (gone.length > 0) await sql`delete from cases.source where case_id = any(${gone}::uuid[])`.execute(tx)
  await keepSources(tx, [...rows, ...waiting])
}

/** Files that a signal brought belong to its case, and are seen by those who see it; also when it joined one that was there. */
async function tieFiles(tx: Tx, heard: readonly Heard[], { outcomes }: Applied): Promise<void> {
  const ties = heard.flatMap(({ signal: { id, files = [] } }) => {
    const at = outcomes.get(id)?.case
    return at ? files.map((file) => ({ file, at })) : []
  })
  if (ties.length > 0)
    await sql`update cases.file f set case_id = t.at from json_to_recordset(${JSON.stringify(ties)}::json) as t(file uuid, at uuid)
      where f.id = t.file and f.case_id is null`.execute(tx)
}

/** Reports that nothing else tells of yet wait for what comes. */
const waitingRows = (heard: readonly Heard[], { outcomes }: Applied): readonly SourceRow[] =>
  heard.flatMap(({ signal, hearing }) => {
    if (signal.source !== 'report' || outcomes.has(signal.id)) return []
    return [
      {
        ...{ case_id: signal.id, who: signal.who, pack: hearing.pack.name, kind: hearing.kind, opens: hearing.opens },
        ...{ lng: signal.point?.[0] ?? null, lat: signal.point?.[1] ?? null, first_at: signal.at, last_at: signal.at },
        ...{ is_waiting: true, word: hearing.word ?? null },
      },
    ]
  })

type Kept = { readonly signal: Signal; readonly pack: string | null } & Omit<Outcome, 'outcome'> & {
    readonly outcome: Outcome['outcome'] | 'unheard'
  }

async function keepSignals(tx: Tx, kept: readonly Kept[]): Promise<void> {
  if (kept.length === 0) return
  const rows = kept.map(({ signal: { id, source, kind, who, at }, pack, case: case_id, outcome }) => ({
    ...{ id, source, kind, who, at, pack, case_id, outcome },
  }))
  await sql`insert into cases.signal (id, source, kind, who, at, pack, case_id, outcome)
    select id, source, kind, who, at, pack, case_id, outcome from json_to_recordset(${JSON.stringify(rows)}::json)
      as t(id text, source text, kind text, who text, at timestamptz, pack text, case_id uuid, outcome text)
    on conflict (id) do update set pack = excluded.pack, case_id = excluded.case_id, outcome = excluded.outcome
      where signal.outcome in ('unheard', 'nobody')`.execute(tx)
  const lost = kept.filter(({ outcome }) => outcome === 'unheard' || outcome === 'nobody')
  await keepUnanswered(tx, lost)
}

/** Makes the sources of cases anew: after people joined, separated, ended or reopened them. */
export async function remakeFor(
  on: Query,
  { engine, shelf }: Pick<SignalParts, 'engine' | 'shelf'>,
  ids: readonly string[],
  known: readonly CaseState[] = [],
): Promise<void> {
  const packs = shelf.current()
  const has = new Set(known.map(({ id }) => id))
  const states = [
    ...known,
    ...(await statesOf(
      on,
      ids.filter((id) => !has.has(id)),
    )),
  ]
  const rows = await Promise.all(states.map(async (state) => sourceRowsOf(state, await engine.packOf(state), packs)))
  await remakeSources(on, ids, rows.flat())
}
