import { createHmac, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, type Post, systemActor } from '../../kernel/access/index.ts'
import { caseNumberOf, isUuidv7, uuidv7 } from '../../kernel/codes/index.ts'
import {
  act,
  appendHappening,
  type CaseEvent,
  type CaseState,
  type Caused,
  concerns,
  findAction,
  flowErrors,
  type Offer,
  type Origin,
  type Outcome,
  offersFor,
  type RecordedLife,
  type Source,
  sourcesOf,
  submit,
  type World,
} from '../../kernel/flow/index.ts'
import { checkForm, type Filled, splitByGrade } from '../../kernel/forms/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { PlaceValue } from '../../kernel/record/index.ts'
import { type Calendar, cityZone, dateOf, dayAt } from '../../kernel/time/index.ts'
import type { Db, Tx } from '../base/index.ts'
import type { CaseBook, Loaded } from './book.ts'
import { casesErrors } from './errors.ts'
import type { PackShelf } from './packs.ts'
import { caseRow, taskRows } from './projection.ts'
import type { Change } from './save.ts'
import { type Offices, worldAt } from './world.ts'

/** What a place is called of which only the point (degrees, longitude first) is known. */
export type PlaceName = (point: readonly [number, number]) => Promise<string | undefined>

/** What the engine of this room stands on. */
export type EngineParts = {
  readonly db: Db
  readonly book: CaseBook
  readonly packs: PackShelf
  readonly offices: Offices
  readonly calendar: Calendar
  readonly jurisdiction: string
  /** Key of the hash by which a caller's earlier cases are found without storing the phone in an index. */
  readonly phoneKey: string
  /** Completes a reported place: the division a point lies in, the point an address stands for. */
  locate(place: PlaceValue): Promise<PlaceValue>
  readonly placeName?: PlaceName
  now(): number
  /** Two cases were joined or taken apart by a person: told in the transaction that writes them. */
  onTwins(tx: Tx, changes: readonly [Change, Change], doing: Doing): Promise<void>
}

/** A submission from outside, not yet checked. */
export type NewCase = {
  readonly pack: string
  readonly answers: Filled
  readonly origin: Origin
  readonly actor: Actor
  readonly post?: Post
  readonly owner?: string
  readonly language?: 'zh' | 'en'
  readonly recorded?: RecordedLife
  /** The signal that begins it. */
  readonly source?: Source
  /** The case that its source was taken out of. */
  readonly takenOut?: { readonly id: string; readonly number: string; readonly reason: string }
  /** UUIDv7 made by the client: sent twice, it makes one case. */
  readonly action?: string
}

/** A new case as its reporter gets it. */
export type Begun = {
  readonly id: string
  readonly number: string
  readonly code: string
  readonly state: CaseState
  readonly isNew: boolean
}

/** An action from outside, not yet checked. */
export type Doing = {
  readonly id: string
  readonly name: string
  readonly step?: string
  readonly input: Filled
  readonly actor: Actor
  readonly action?: string
  /** The sequence the actor saw; without it he acts on the case as it is now. */
  readonly seen?: number
}

/** What came of an action. */
export type Done = { readonly loaded: Loaded; readonly events: readonly CaseEvent[]; readonly isNew: boolean }

// No letters or digits that are mistaken for one another when read aloud or copied by hand.
const codeAlphabet = '23456789abcdefghjkmnpqrstuvwxyz'

/** A secret short code of 12 letters (59 bits): the link that is given to a reporter. */
export const makeCode = (): string =>
  Array.from({ length: 12 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('')

/** How often an action that nobody based on a sequence is tried again on the newest state. */
const tries = 5

/** The cases room's engine: submissions and actions, checked, decided, written once. */
export class CaseEngine {
  readonly #parts: EngineParts
  #serials: number[] = []
  #moreSerials: Promise<void> | undefined

  constructor(parts: EngineParts) {
    this.#parts = parts
  }

  /** The case as it is now. @throws case.missing */
  async get(id: string, action?: string): Promise<Loaded> {
    const loaded = await this.#parts.book.find(id, action)
    if (!loaded) throw casesErrors.make('case.missing')
    return loaded
  }

  /** The pack a case is pinned to. */
  packOf(state: CaseState): Promise<Pack> {
    return this.#parts.packs.byHash(state.hash)
  }

  /** What this actor may do now. */
  async offers(loaded: Loaded, actor: Actor): Promise<readonly Offer[]> {
    const { flow } = await this.packOf(loaded.state)
    return offersFor({ flow, state: loaded.state, actor, code: loaded.code, world: this.world() })
  }

  /**
   * Begins a case. The same client action twice gives the first case again.
   * @throws form.invalid with a fault a field; case.noPack, case.noFile, case.begunBySystem
   */
  async begin(given: NewCase): Promise<Begun> {
    const change = await this.prepare(given)
    if (await this.#parts.book.save(change)) return begunOf(change, true)
    const earlier = given.action === undefined ? undefined : await this.#findSubmission(given.action)
    if (!earlier) throw casesErrors.make('case.busy')
    return earlier
  }

  /**
   * Joins somebody else's open report: a case of one's own, with its own number and link, that follows the other.
   * Both are written together. The same client action twice gives the first one again.
   * @throws case.missing when the other one is not open or not shown to people near by
   */
  async beginJoined(target: string, given: NewCase): Promise<Begun> {
    for (let round = 0; round < tries; round += 1) {
      const earlier = given.action === undefined ? undefined : await this.#findSubmission(given.action)
      if (earlier) return earlier
      const { state: other } = await this.get(target)
      if (other.status !== 'open' || other.answers.sharedNearby !== true) throw casesErrors.make('case.missing')
      const first = await this.prepare(given)
      const { actor } = given
      const joined = { type: 'joined', into: other.id, intoNumber: other.number, reason: 'reporter' } as const
      const change = await this.goOnFrom(first, [joined], actor)
      const theirs = await this.cause(other, [absorbedOf(change.row.state)], actor)
      if (await this.#parts.book.saveTogether([change, theirs])) return begunOf(change, true)
    }
    throw casesErrors.make('case.busy')
  }

  /** Checks a submission and works out all that is to be written, without writing. */
  async prepare(given: NewCase): Promise<Change> {
    const { packs, jurisdiction } = this.#parts
    const pack = packs.get(given.pack)
    const isOurs = given.actor.id === systemActor.id || given.takenOut !== undefined
    if (pack.begunBy === 'system' && !isOurs) throw casesErrors.make('case.begunBySystem', { pack: pack.name })
    if (pack.begunBy === 'staff' && !isOurs && given.actor.posts.length === 0)
      throw casesErrors.make('case.begunByStaff', { pack: pack.name })
    const checked = checkForm(pack.flow.asks, given.answers)
    const { open: said, personal } = splitByGrade(pack.flow.asks, checked)
    const open = await this.#located(pack, said)
    const now = this.#parts.now()
    const world = this.world()
    const { actor, post, owner, language, recorded, origin, action, source, takenOut } = given
    const number = caseNumberOf(dateOf(dayAt(now, cityZone)), await this.#serial())
    const id = uuidv7()
    const outcome = submit({
      ...{ flow: pack.flow, pack: pack.name, hash: pack.hash, id, number, answers: open },
      ...{ origin, owner, language, recorded, actor, post, action, world, source, takenOut },
    })
    const phone = typeof personal.phone === 'string' ? personal.phone : undefined
    return {
      ...changeOf(pack, 0, outcome),
      fixed: {
        jurisdiction,
        number,
        code: makeCode(),
        submission: action && isUuidv7(action) ? action : null,
        pack: pack.name,
        channel: origin.channel,
        source: origin.system ?? null,
        external: origin.external ?? null,
        is_history: recorded !== undefined,
        is_demo: origin.demo === true,
      },
      ...(Object.keys(personal).length > 0
        ? { personal: { answers: personal, phone_hash: phone ? this.phoneHash(phone) : null } }
        : {}),
    }
  }

  /** What other cases, signals and devices cause in a case, and what follows, ready to be written. */
  async cause(state: CaseState, happenings: readonly Caused[], actor: Actor = systemActor): Promise<Change> {
    const pack = await this.packOf(state)
    return changeOf(pack, state.seq, appendHappening(pack.flow, state, happenings, actor, this.world()))
  }

  /** The same for a case that is not written yet. */
  async goOnFrom(first: Change, happenings: readonly Caused[], actor: Actor = systemActor): Promise<Change> {
    const { row, events } = first
    const pack = await this.packOf(row.state)
    const outcome = appendHappening(pack.flow, row.state, happenings, actor, this.world())
    return { ...first, ...changeOf(pack, 0, { ...outcome, events: [...events, ...outcome.events], personal: {} }) }
  }

  /**
   * Does an action. With `seen`, somebody else's newer event that concerns it is a conflict that tells what changed; the
   * same client action twice is done once.
   * @throws case.missing, case.stale (facts: seq, events), and all that `act` throws
   */
  async perform(doing: Doing): Promise<Done> {
    for (let round = 0; round < tries; round += 1) {
      const loaded = await this.get(doing.id, doing.action)
      if (loaded.isRepeated) return { loaded, events: await this.#eventsOfAction(doing), isNew: false }
      await this.#checkSeen(loaded.state, doing)
      const done = await this.#tryOnce(loaded, doing)
      if (done) return done
    }
    throw casesErrors.make('case.busy')
  }

  /** A keyed hash of a phone number's digits. */
  phoneHash(phone: string): string {
    return createHmac('sha256', this.#parts.phoneKey).update(phone.replace(/\D/g, '')).digest('base64url').slice(0, 22)
  }

  /** Events after `seq`, in order. */
  async eventsAfter(id: string, seq: number): Promise<readonly CaseEvent[]> {
    const { rows } = await sql<{ event: CaseEvent }>`
      select event from cases.event where case_id = ${id} and seq > ${seq} order by seq`.execute(this.#parts.db)
    return rows.map((row) => row.event)
  }

  /** Events of several cases, each from one sequence to another (both included), by case, in order. */
  async eventsWithin(
    spans: readonly { readonly id: string; readonly from: number; readonly to: number }[],
  ): Promise<ReadonlyMap<string, readonly CaseEvent[]>> {
    const { rows } = await sql<{ id: string; events: CaseEvent[] }>`
      select e.case_id as id, array_agg(e.event order by e.seq) as events
      from (select distinct case_id, seq from unnest(${spans.map(({ id }) => id)}::uuid[],
          ${spans.map(({ from }) => from)}::int[], ${spans.map(({ to }) => to)}::int[]) as span (case_id, first, last),
        generate_series(first, last) as seq) as wanted
      join cases.event e using (case_id, seq) group by e.case_id`.execute(this.#parts.db)
    return new Map(rows.map(({ id, events }) => [id, events]))
  }

  async #tryOnce(loaded: Loaded, doing: Doing): Promise<Done | undefined> {
    if (doing.name === 'part') return this.#part(loaded, doing)
    const { state } = loaded
    const pack = await this.packOf(state)
    const other = await this.#findOther(doing)
    const outcome = act({
      ...doing,
      flow: pack.flow,
      state,
      code: loaded.code,
      other: other?.state,
      world: this.world(),
    })
    if (outcome.events.length === 0) return { loaded, events: [], isNew: false }
    const change = changeOf(pack, state.seq, outcome)
    const twin = await this.#changeOfOther(doing, state, outcome.state)
    const saved = twin
      ? await this.#parts.book.saveTogether([change, twin], (tx) => this.#parts.onTwins(tx, [change, twin], doing))
      : await this.#parts.book.save(change)
    return saved ? { loaded: { ...loaded, state: outcome.state }, events: outcome.events, isNew: true } : undefined
  }

  /** The other case of a join, by number. */
  async #findOther({ name, input }: Doing): Promise<Loaded | undefined> {
    if (name !== 'join' || typeof input.other !== 'string') return undefined
    const { rows } = await sql<{ id: string }>`select id from cases.case where number = ${input.other.trim()}`.execute(
      this.#parts.db,
    )
    return rows[0] && this.#parts.book.find(rows[0].id)
  }

  /** The other side of a join or separation notes it in its own log, in the same transaction. */
  async #changeOfOther(doing: Doing, before: CaseState, after: CaseState): Promise<Change | undefined> {
    const [target, happening] =
      doing.name === 'join' && after.joinedInto
        ? [after.joinedInto.id, absorbedOf(after)]
        : doing.name === 'separate' && before.joinedInto
          ? [
              before.joinedInto.id,
              { type: 'released', other: before.id, reason: String(doing.input.reason ?? '') } as const,
            ]
          : [undefined, undefined]
    if (target === undefined || happening === undefined) return undefined
    const { state } = await this.get(target)
    return this.cause(state, [happening], doing.actor)
  }

  /** Takes a source out: a report lives on in its own case, any other source in a new one. */
  async #part(loaded: Loaded, doing: Doing): Promise<Done | undefined> {
    const { state } = loaded
    const pack = await this.packOf(state)
    const reason = String(doing.input.reason ?? '')
    const source = String(doing.input.source ?? '')
    const taken = await this.#takenOut(state, source, reason, doing.actor)
    const outcome = act({
      ...{ ...doing, flow: pack.flow, state, code: loaded.code, world: this.world() },
      ...(taken && { taken: { id: taken.row.id, number: taken.fixed?.number ?? '' } }),
    })
    const [first] = outcome.events
    const twin =
      first?.type === 'released'
        ? await this.cause(
            (await this.get(first.other)).state,
            [{ type: 'separated', from: state.id, reason }],
            doing.actor,
          )
        : taken
    if (!twin) throw flowErrors.make('flow.noSource', { source })
    const change = changeOf(pack, state.seq, outcome)
    const both = [change, twin] as const
    const saved = await this.#parts.book.saveTogether(both, (tx) => this.#parts.onTwins(tx, both, doing))
    return saved ? { loaded: { ...loaded, state: outcome.state }, events: outcome.events, isNew: true } : undefined
  }

  /** The new case of a source that has none, ready to be written: filled as it would have been when it told. */
  async #takenOut(state: CaseState, source: string, reason: string, actor: Actor): Promise<Change | undefined> {
    const kept = state.heard?.find(({ id }) => id === source)
    if (!kept) return undefined
    const told = (await this.eventsAfter(state.id, 0)).flatMap((event) => (event.type === 'heard' ? event.sources : []))
    const heard = told.find(({ id }) => id === source)
    if (!heard) return undefined
    return this.prepare({
      ...{ pack: state.pack, answers: heard.answers, actor, source: kept },
      origin: { channel: kept.channel, ...(kept.isDemo && { demo: true as const }) },
      takenOut: { id: state.id, number: state.number, reason },
    })
  }

  async #eventsOfAction({ id, action }: Doing): Promise<readonly CaseEvent[]> {
    const { rows } = await sql<{ event: CaseEvent }>`
      select event from cases.event where case_id = ${id} and action = ${action} order by seq`.execute(this.#parts.db)
    return rows.map((row) => row.event)
  }

  /** What happened since somebody looked, and concerns what he does, is for him to see first. @throws case.stale */
  async #checkSeen(state: CaseState, { name, step, seen }: Doing): Promise<void> {
    if (seen === undefined || seen === state.seq) return
    const events = await this.eventsAfter(state.id, seen)
    if (seen < state.seq && !events.some((event) => concerns(event, { name, step }))) return
    throw casesErrors.make('case.stale', {}, { facts: { seq: state.seq, events } })
  }

  async #findSubmission(action: string): Promise<Begun | undefined> {
    const { rows } = await sql<{ id: string; number: string; code: string; state: CaseState }>`
      select id, number, code, state from cases.case where submission = ${action}`.execute(this.#parts.db)
    return rows[0] && { ...rows[0], isNew: false }
  }

  /** The world as the engine sees it at this moment. */
  world(): World {
    const { offices, calendar } = this.#parts
    return worldAt(offices, calendar, this.#parts.now())
  }

  /** The answers with their place completed: what the client says of divisions is not believed where a point tells. */
  async #located(pack: Pack, answers: Filled): Promise<Filled> {
    const name = pack.flow.marks.place
    const place = name === undefined ? undefined : answers[name]
    if (name === undefined || place === undefined) return answers
    const found = await this.#parts.locate(place as PlaceValue) // a `place` field, checked before
    const address = found.point && !found.address ? await this.#parts.placeName?.(found.point) : undefined
    return { ...answers, [name]: address === undefined ? found : { ...found, address } }
  }

  /** The next serial of case numbers; taken from the database in blocks. A crash leaves a gap, never a repeat. */
  async #serial(): Promise<number> {
    for (;;) {
      const next = this.#serials.shift()
      if (next !== undefined) return next
      this.#moreSerials ??= this.#takeSerials().finally(() => {
        this.#moreSerials = undefined
      })
      await this.#moreSerials
    }
  }

  async #takeSerials(): Promise<void> {
    const { rows } = await sql<{ serial: number }>`
      select nextval('cases.serial') as serial from generate_series(1, 100)`.execute(this.#parts.db)
    this.#serials.push(...rows.map((row) => row.serial))
  }
}

/** What a case says of itself to the one that it is joined into. */
const absorbedOf = (state: CaseState): Caused => ({
  ...{ type: 'absorbed', from: state.id, fromNumber: state.number, origin: state.origin, at: state.openedAt },
  sources: sourcesOf(state).map((source) => ({ ...source, case: { id: state.id, number: state.number } })),
})

/** All that is written for an outcome. */
export function changeOf(pack: Pack, before: number, { state, events, personal }: Outcome): Change {
  return {
    before,
    row: caseRow(pack.flow, state),
    tasks: taskRows(pack.flow, state),
    events,
    ...(Object.keys(personal).length > 0 ? { personal: { answers: personal, phone_hash: null } } : {}),
  }
}

const begunOf = ({ row, fixed }: Change, isNew: boolean): Begun => ({
  id: row.id,
  number: fixed?.number ?? '',
  code: fixed?.code ?? '',
  state: row.state,
  isNew,
})

/** Is there an action of that name? For routes that check before they load. */
export const isAction = (name: string): boolean => findAction(name) !== undefined
