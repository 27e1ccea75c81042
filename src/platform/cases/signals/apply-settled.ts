import { systemActor } from '../../../kernel/access/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import {
  type CaseState,
  type Caused,
  type HeardSource,
  type JoinWhy,
  mergeSource,
  type Source,
  sourcesOf,
} from '../../../kernel/flow/index.ts'
import { answersFor, type Pack, type Settled, type Signal } from '../../../kernel/pack/index.ts'
import type { CaseEngine } from '../engine.ts'
import { imagined, whoAnswers } from '../responsibility/answers.ts'
import type { Change } from '../save.ts'
import type { Offices } from '../world.ts'
import type { Heard, Settling, Spot } from './settle-signals.ts'
import { channelOf, signalOfReport, sourceOf } from './signal-of.ts'
import { type SourceRow, sourceRowsOf } from './source-rows.ts'

/** What became of a signal. */
export type Outcome = { readonly case: string | null; readonly outcome: 'opened' | 'joined' | 'waiting' | 'nobody' }

/** Everything that is to be written for the signals of a pack. */
export type Applied = {
  readonly changes: Change[]
  /** Cases whose sources now belong to others. */
  readonly gone: string[]
  readonly rows: SourceRow[]
  readonly outcomes: Map<string, Outcome>
}

type Parts = { readonly engine: CaseEngine; readonly offices: Offices }

/** The office that answers: the one that is named, the teller's own, else that of the street, else the operation centre above it. */
export function officeFor(offices: Offices, { office, path, division }: Signal): string | undefined {
  const named = office === undefined ? undefined : offices.find(office)

  const own = path === undefined ? undefined : offices.find(path.slice(path.lastIndexOf('/') + 1))
  return (named ?? own ?? offices.findDuty('street', division) ?? offices.findDuty('operation-centre', division))
    ?.office
}

/** Works out all that is to be written for what was settled, without writing. */
export async function applySettled(parts: Parts, pack: Pack, { settled, states }: Settling): Promise<Applied> {
  const applied: Applied = { changes: [], gone: [], rows: [], outcomes: new Map() }
  for (const one of settled) await (one.into === undefined ? openCase : joinCase)(parts, pack, one, states, applied)
  return applied
}

/** A source as its tellings of this batch make it. */
const merged = (heard: readonly Heard[], kind: string): Source =>
  heard.map(({ signal }) => sourceOf(signal, kind)).reduce(mergeSource)

/** What the case hears: each source with the form that it would have filled. */
function heardFrom(
  parts: Parts,
  pack: Pack,
  heard: Settled<Spot>['heard'],
  state: CaseState | undefined,
): readonly HeardSource[] {
  const known = new Set([state?.source?.id, ...(state?.heard ?? []).map(({ id }) => id)])
  return heard.flatMap(({ spot, why }) => {
    const first = spot.heard[0]
    if (!first) return []
    const { id, channel, at, lastAt, times } = merged(spot.heard, spot.kind)
    // What tells again has said the rest before: in a storm the log holds when and how often, not the same words anew.
    if (known.has(id))
      return [
        {
          id,
          channel,
          at,
          ...(lastAt !== undefined && { lastAt }),
          ...(times !== undefined && { times }),
          answers: {},
        },
      ]
    const answers = answersFor(pack, first.signal, officeFor(parts.offices, first.signal) ?? '')
    return [{ ...merged(spot.heard, spot.kind), why, answers }]
  })
}

/** The sources that a joined case brings along: what it is a source of now, by which reason. */
async function broughtBy(parts: Parts, state: CaseState, kind: string, why: JoinWhy): Promise<readonly Source[]> {
  const own = await parts.engine.packOf(state)
  const { text, point } = signalOfReport(state, own)
  return sourcesOf(state).map((source) => ({
    ...source,
    ...{ kind: source.kind ?? kind, why, case: { id: state.id, number: state.number } },
    ...(source.text === undefined &&
      text.zh !== '' && { text: { zh: text.zh.slice(0, 200), en: text.en.slice(0, 200) } }),
    ...(source.point === undefined && point && { point }),
  }))
}

async function joinCase(
  parts: Parts,
  pack: Pack,
  one: Settled<Spot>,
  states: ReadonlyMap<string, CaseState>,
  applied: Applied,
): Promise<void> {
  const state = states.get(one.into ?? '')
  if (!state) return
  const happenings = await happeningsOf(parts, pack, one, states, state)
  if (happenings.length === 0) return
  const change = await parts.engine.cause(state, happenings)
  applied.changes.push(change)
  await joinOthers(parts, pack, one, states, change.row.state, applied)
}

async function happeningsOf(
  parts: Parts,
  pack: Pack,
  { heard, absorbs }: Settled<Spot>,
  states: ReadonlyMap<string, CaseState>,
  into?: CaseState,
): Promise<Caused[]> {
  const sources = heardFrom(parts, pack, heard, into)
  const happenings: Caused[] = sources.length > 0 ? [{ type: 'heard', sources }] : []
  for (const { body, why } of absorbs) {
    const other = states.get(body)
    if (!other) continue
    const brought = await broughtBy(parts, other, why.kind, why)
    happenings.push({
      ...{ type: 'absorbed', from: other.id, fromNumber: other.number, origin: other.origin },
      ...{ at: other.openedAt, sources: brought },
    })
  }
  return happenings
}

/** The other side of a joining, and where the sources belong now. */
async function joinOthers(
  { engine }: Parts,
  pack: Pack,
  { heard, absorbs }: Settled<Spot>,
  states: ReadonlyMap<string, CaseState>,
  target: CaseState,
  applied: Applied,
): Promise<void> {
  for (const { body, why } of absorbs) {
    const other = states.get(body)
    if (!other) continue
    const joined = { type: 'joined', into: target.id, intoNumber: target.number, reason: 'rule', why } as const
    applied.changes.push(await engine.cause(other, [joined]))
    applied.gone.push(other.id)
    applied.outcomes.set(other.id, { case: target.id, outcome: 'joined' })
  }
  for (const { spot } of heard)
    for (const { signal } of spot.heard) applied.outcomes.set(signal.id, { case: target.id, outcome: 'joined' })
  // What a case that was joined had, is found by its state; what is new, by what was heard.
  const own = new Set(absorbs.length > 0 ? sourcesOf(target).map(({ id }) => id) : heard.map(({ spot }) => spot.id))
  applied.rows.push(...sourceRowsOf(target, pack, []).filter(({ who }) => own.has(who)))
}

async function openCase(
  parts: Parts,
  pack: Pack,
  one: Settled<Spot>,
  states: ReadonlyMap<string, CaseState>,
  applied: Applied,
): Promise<void> {
  const { leader } = one
  if (!leader) return
  const report = leader.body === undefined ? undefined : states.get(leader.body)
  const signal = report ? signalOfReport(report, await parts.engine.packOf(report)) : leader.heard[0]?.signal
  const all = [...leader.heard, ...one.heard.flatMap(({ spot }) => spot.heard)]
  const change = signal && (await beginBy(parts, pack, signal, leader, report))
  if (!change) {
    for (const { signal: lost } of all) applied.outcomes.set(lost.id, { case: null, outcome: 'nobody' })
    return
  }
  const happenings = await happeningsOf(parts, pack, one, states)
  const whole = happenings.length === 0 ? change : await parts.engine.goOnFrom(change, happenings)
  applied.changes.push(whole)
  await joinOthers(parts, pack, one, states, whole.row.state, applied)
  applied.rows.push(...sourceRowsOf(whole.row.state, pack, []))
  for (const told of report ? [] : leader.heard)
    applied.outcomes.set(told.signal.id, { case: whole.row.id, outcome: 'opened' })
}

/** Whom rules name for what no office stands behind: the city's own, else the pack's. */
function ruledOffice(
  engine: CaseEngine,
  pack: Pack,
  { class: code, kind, point, division, facts }: Signal,
): string | undefined {
  const world = engine.world()
  const place = {
    ...(point && { point: [point[0], point[1]] as [number, number] }),
    ...(division !== undefined && { division }),
  }
  const ownership = typeof facts?.ownership === 'string' ? facts.ownership : undefined
  const asked = { code: /^(component|event):/.test(kind) ? kind : code, place, ownership, at: world.now }
  return whoAnswers(pack, imagined(pack, asked), world)[0]?.holder.office
}

/** A new case as a signal opens it; nothing when no office answers for it: what was told stays on the list of signals. */
async function beginBy(
  { engine, offices }: Parts,
  pack: Pack,
  signal: Signal,
  leader: Spot,
  report: CaseState | undefined,
): Promise<Change | undefined> {
  const office = officeFor(offices, signal) ?? ruledOffice(engine, pack, signal)
  if (office === undefined) return undefined
  // What stands outside of every division belongs where the office does that answers for what tells.
  const division = signal.division ?? offices.divisionOf?.(office)
  const placed = division === undefined ? signal : { ...signal, division }
  try {
    return await engine.prepare({
      ...{ pack: pack.name, answers: answersFor(pack, placed, office), actor: systemActor },
      ...(report ? { language: report.language } : { source: merged(leader.heard, leader.kind) }),
      origin: {
        channel: report?.origin.channel ?? channelOf[signal.source],
        system: report ? 'reports' : signal.isGiven ? 'hand' : signal.source === 'alarm' ? 'things' : signal.source,
        ...(signal.isDemo && { demo: true as const }),
      },
    })
  } catch (cause) {
    if (cause instanceof CityError && cause.code === 'flow.noOffice') return undefined
    throw cause
  }
}
