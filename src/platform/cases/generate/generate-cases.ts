import type { Actor, Role } from '../../../kernel/access/index.ts'
import { caseNumberOf, type Random, randomOf, randomWhole, seeded, uuidv7At } from '../../../kernel/codes/index.ts'
import { act, type OfficeRef, submit } from '../../../kernel/flow/index.ts'
import { cityZone, dateOf, dayAt, dayMs, hourMs, minuteMs } from '../../../kernel/time/index.ts'
import { changeOf } from '../engine.ts'
import type { Change } from '../save.ts'
import { worldAt } from '../world.ts'
import { about, type CaseSample, does, type GenerateParts, holderOf, type Life, noteOverdue, poster } from './life.ts'
import { withOthers } from './with-others.ts'

/** Moments spread as a hotline hears people: by day, hardly at night, less on week-ends, a little more each month. */
function momentIn(random: Random, from: number, to: number): number {
  for (;;) {
    const at = from + random() ** 0.85 * (to - from)
    const hour = new Date(at + 8 * hourMs).getUTCHours()
    const day = new Date(at + 8 * hourMs).getUTCDay()
    const byHour = hour < 6 ? 0.06 : hour < 8 ? 0.4 : hour < 18 ? 1 : hour < 22 ? 0.7 : 0.25
    if (random() < byHour * (day === 0 || day === 6 ? 0.6 : 1)) return Math.floor(at)
  }
}

/** A matter that many people speak of within days: one place, one class. */
type Matter = {
  readonly sample: CaseSample
  readonly place: ReturnType<GenerateParts['place']>
  readonly from: number
  readonly to: number
}

/** Share of the cases that are about such a matter, and how many matters there are for a thousand cases. */
const matters = { share: 0.06, perThousand: 3 } as const

const mattersOf = new WeakMap<GenerateParts, readonly Matter[]>()

/** The matters of a run; the last ones are still going on at its end. */
function hotMatters(parts: GenerateParts): readonly Matter[] {
  const known = mattersOf.get(parts)
  if (known) return known
  const random = seeded(`${parts.seed}/matters`)
  const count = Math.max(1, Math.round((parts.count * matters.perThousand) / 1_000))
  const complaints = parts.samples.filter((sample) => sample.kind === 'complaint' || sample.kind === 'help')
  const made = Array.from({ length: count }, (_, index): Matter => {
    const days = 1 + random() * 3
    const end = index < count / 4 ? parts.to : parts.from + random() * (parts.to - parts.from)
    const sample = weighted(random, complaints.length > 0 ? complaints : parts.samples)
    return { sample, place: parts.place(random), from: Math.max(parts.from, end - days * dayMs), to: end }
  })
  mattersOf.set(parts, made)
  return made
}

/** What one case is about, where and when: mostly something of its own, sometimes what others speak of too. */
function subjectOf(parts: GenerateParts, random: Random): { sample: CaseSample; where: Matter['place']; now: number } {
  if (random() < matters.share) {
    const { sample, place, from, to } = randomOf(random, hotMatters(parts))
    const [lng, lat] = place.point ?? []
    const point: readonly [number, number] | undefined =
      lng === undefined || lat === undefined
        ? undefined
        : [lng + (random() - 0.5) / 3_000, lat + (random() - 0.5) / 3_000]
    return { sample, where: { ...place, ...(point ? { point } : {}) }, now: Math.floor(from + random() * (to - from)) }
  }
  const sample = weighted(random, parts.samples)
  return { sample, where: parts.place(random), now: momentIn(random, parts.from, parts.to) }
}

function weighted(random: Random, samples: readonly CaseSample[]): CaseSample {
  let left = random() * samples.reduce((sum, sample) => sum + sample.weight, 0)
  for (const sample of samples) {
    left -= sample.weight
    if (left < 0) return sample
  }
  return randomOf(random, samples)
}

const responsibleFor = (parts: GenerateParts, sample: CaseSample, division: string): OfficeRef | undefined => {
  const found = (parts.pack.sorting?.responsibilities ?? [])
    .filter((one) => sample.class === one.class || sample.class.startsWith(`${one.class}/`))
    .sort((a, b) => b.class.length - a.class.length)[0]
  return found && parts.offices.findDuty(found.duty, found.level === 'city' ? undefined : division)
}

function begin(
  parts: GenerateParts,
  index: number,
): { life: Life; sample: CaseSample; division: string; phone: boolean } {
  const random = seeded(`${parts.seed}/${index}`)
  const { sample, where, now } = subjectOf(parts, random)
  const n = String(randomWhole(random, 2, 9))
  const what = randomOf(random, sample.texts)
    .replaceAll('{place}', where.address ?? '')
    .replaceAll('{n}', n)
  const isPhone = random() < 0.55
  const owner = !isPhone && parts.owners.length > 0 && random() < 0.05 ? randomOf(random, parts.owners) : undefined
  const hotline = parts.offices.findDuty(parts.pack.owner, undefined) ?? { office: 'sh', path: '/sh' }
  const operator = poster(parts, 'operator', hotline)
  const reporter: Actor = {
    id: owner ?? 'anonymous',
    kind: owner ? 'person' : 'anonymous',
    name: '',
    posts: [],
    scopes: ['*'],
  }
  const outcome = submit({
    ...{ flow: parts.pack.flow, pack: parts.pack.name, hash: parts.pack.hash },
    id: uuidv7At(now, random),
    number: caseNumberOf(dateOf(dayAt(now, cityZone)), parts.firstSerial + index),
    answers: { what, where, sharedNearby: random() < 0.8 },
    origin: { channel: isPhone ? 'phone' : 'portal', demo: true },
    owner,
    language: /^[\x20-\x7e]+$/.test(what) ? 'en' : 'zh',
    actor: isPhone ? operator : reporter,
    post: isPhone ? operator.posts[0] : undefined,
    world: worldAt(parts.offices, parts.calendar, now),
  })
  return {
    life: { random, parts, now, outcome, events: [...outcome.events] },
    sample,
    division: where.division,
    phone: isPhone,
  }
}

function sort(life: Life, sample: CaseSample, division: string): boolean {
  const { parts, random } = life
  life.now += about(random, 25 * minuteMs, 0.9)
  const target = responsibleFor(parts, sample, division)
  const isAnswered = sample.kind === 'enquiry' && random() < 0.6
  const sorter = poster(parts, 'sorter', holderOf(life.outcome.state, 'sort'))
  const common = { kind: sample.kind, class: sample.class, urgency: sample.urgency ?? 'normal' }
  const route =
    isAnswered || !target
      ? { route: 'answer', reply: randomOf(random, sample.replies) }
      : { route: 'dispatch', office: target.office }
  return does(life, 'complete', 'sort', sorter, { ...common, ...route })
}

/** Sometimes the office says it is not its own, and the district sends it elsewhere. */
function maybeReturned(life: Life): boolean {
  const { random, parts } = life
  if (random() > 0.06) return true
  const holder = holderOf(life.outcome.state, 'handle')
  life.now += about(random, 3 * hourMs, 0.6)
  if (
    !does(life, 'return', 'handle', poster(parts, 'clerk', holder), {
      reason: 'notOurs',
      note: '经核实不属于本单位职责',
    })
  )
    return false
  life.now += about(random, 2 * hourMs, 0.6)
  const centre = holderOf(life.outcome.state, 'handle')
  return does(life, 'dispatch', 'handle', poster(parts, 'dispatcher', centre), {
    office: holder.path.startsWith(`${centre.path}/`) ? holder.office : centre.office,
    reason: '按职责核定',
  })
}

function handle(life: Life, sample: CaseSample): boolean {
  const { random, parts } = life
  if (!maybeReturned(life)) return false
  const holder = holderOf(life.outcome.state, 'handle')
  const role: Role = life.outcome.state.tasks.handle?.holder?.path.split('/').length === 5 ? 'grid-member' : 'clerk'
  const clerk = poster(parts, role, holder)
  const dueAt = life.outcome.state.tasks.handle?.dueAt ?? life.now + 5 * dayMs
  const whole = Math.max(dueAt - life.now, hourMs)
  life.now += about(random, 2.2 * hourMs, 0.9)
  if (!does(life, 'accept', 'handle', clerk, {})) return false
  life.now += about(random, 2.5 * hourMs, 1)
  if (random() < 0.93 && !does(life, 'contact', 'handle', clerk, { how: 'phone', reached: random() < 0.96 }))
    return false
  if (random() < 0.25) {
    life.now += about(random, whole * 0.2, 0.5)
    if (!does(life, 'progress', 'handle', clerk, { note: '已到现场查看，正在处理。' })) return false
  }
  const worker = withOthers(life, clerk, whole)
  if (!worker) return false
  life.now += about(random, whole * 0.33, 0.75)
  const isSolved = random() < 0.85
  return does(life, 'complete', 'handle', worker, {
    result: isSolved ? 'solved' : randomOf(random, ['partly', 'explained', 'unfounded']),
    reply: randomOf(random, sample.replies),
  })
}

function callBack(life: Life): boolean {
  const { random, parts } = life
  const state = life.outcome.state
  const isLate = state.tasks.handle?.overdue.includes('due') ?? false
  life.now += about(random, 9 * hourMs, 0.7)
  const reached = random() < 0.82
  const solved = random() < (state.redos > 0 ? 0.55 : isLate ? 0.66 : 0.9)
  const satisfied = solved ? (random() < 0.8 ? 'yes' : 'fair') : random() < 0.3 ? 'fair' : 'no'
  const operator = poster(parts, 'operator', holderOf(state, 'callback'))
  return does(life, 'complete', 'callback', operator, reached ? { reached, solved, satisfied } : { reached })
}

function rate(life: Life): void {
  const { random, parts } = life
  const { state } = life.outcome
  if (state.status !== 'closed' || random() > 0.38) return
  life.now += about(random, 14 * hourMs, 0.8)
  const owner = state.owner ?? 'anonymous'
  const reporter: Actor = { id: owner, kind: 'person', name: '', posts: [], scopes: ['*'], links: ['demo'] }
  const isGood = random() < 0.88
  if (life.now >= parts.to) return
  const world = worldAt(parts.offices, parts.calendar, life.now)
  const score = isGood ? randomWhole(random, 4, 5) : randomWhole(random, 1, 3)
  life.outcome = act({
    flow: parts.pack.flow,
    state,
    name: 'rate',
    input: { score },
    actor: reporter,
    code: 'demo',
    world,
  })
  life.events.push(...life.outcome.events)
}

function live(parts: GenerateParts, index: number): Life & { phone: boolean } {
  const { life, sample, division, phone } = begin(parts, index)
  const done = () => ({ ...life, phone })
  if (!sort(life, sample, division)) return done()
  for (let round = 0; round < 4 && life.outcome.state.status === 'open'; round += 1) {
    if (!handle(life, sample) || !callBack(life)) break
  }
  rate(life)
  // What nobody did in time is seen by the clock up to the end.
  life.now = parts.to
  noteOverdue(life)
  return done()
}

/** A code for a generated case, from the seed. */
const codeOf = (random: Random): string =>
  Array.from({ length: 12 }, () => randomOf(random, [...'23456789abcdefghjkmnpqrstuvwxyz'])).join('')

/**
 * Lives of plausible cases, from report to rating, by the same engine that real ones take, ready to be written.
 * All are marked as demonstration. One at a time, so that any number fits in memory.
 */
export function* generateCases(parts: GenerateParts): Generator<Change> {
  for (let index = 0; index < parts.count; index += 1) {
    const life = live(parts, index)
    yield {
      ...changeOf(parts.pack, 0, { ...life.outcome, events: life.events, personal: {} }),
      fixed: {
        jurisdiction: parts.jurisdiction,
        number: life.outcome.state.number,
        code: codeOf(seeded(`${parts.seed}/code/${index}`)),
        submission: null,
        pack: parts.pack.name,
        channel: life.phone ? 'phone' : 'portal',
        source: null,
        external: null,
        is_history: false,
        is_demo: true,
      },
    }
  }
}
