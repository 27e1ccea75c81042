import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import type { CasesSource, Sign } from '../../../kernel/signs/index.ts'
import { dayMs } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Http } from '../../base/index.ts'
import { type CountName, countNames, type FactFilter } from '../../cases/index.ts'
import { askedBy, type Parts } from '../api/asked.ts'
import { caseFilter, instant, words } from '../api/schemas.ts'
import { countCases } from '../count/count-cases.ts'
import { countersOf } from '../count/counters.ts'
import { groupsOf } from '../count/groups.ts'
import { commonFilter, listBehind } from '../figures.ts'
import { mostDays } from '../period.ts'
import { permissions } from '../permissions.ts'
import { alarmsBehind, casesBehind } from './behind.ts'
import { dependents, movedTogether, rankedPlaces, sinceWhen, weighingDevices } from './diagnosis.ts'
import { filterOfSign } from './from-cases.ts'
import { placeFor } from './places.ts'
import { nullable } from './schemas.ts'
import { breaches } from './shown.ts'
import type { SignRouteParts } from './sign-routes.ts'

const lngLat = Type.Tuple([Type.Number(), Type.Number()])

const figure = { title: words, unit: words, value: nullable(Type.Number()) }

const diagnosis = Type.Object({
  asOf: instant,
  place: Type.String(),
  parts: Type.Array(
    Type.Object({
      ...{ id: Type.String(), entity: Type.String(), title: words, division: nullable(Type.String()) },
      ...{ point: nullable(lngLat), value: Type.Number(), share: nullable(Type.Number()) },
      ...{ series: nullable(Type.Integer()), isDemo: Type.Boolean() },
    }),
  ),
  cases: nullable(
    Type.Object({
      filter: caseFilter,
      groups: Type.Array(Type.Object({ key: Type.String(), title: words, count: Type.Integer(), filter: caseFilter })),
    }),
  ),
  alarms: Type.Array(
    Type.Object({
      ...{ id: Type.String(), rule: Type.String(), title: words, device: Type.String(), deviceTitle: words },
      ...{ severity: Type.String(), raisedAt: instant, value: nullable(Type.Number()) },
      figures: Type.Array(Type.Object(figure)),
      foresees: nullable(Type.Object({ ...figure, at: instant })),
    }),
    { description: 'Alarms that stand at the devices: what their rules saw and foresee' },
  ),
  happenings: Type.Array(
    Type.Object({
      ...{
        id: Type.String(),
        number: Type.String(),
        title: Type.String(),
        titleEn: nullable(Type.String()),
        pack: words,
        step: nullable(words),
      },
      ...{ office: nullable(words), dueAt: nullable(instant), sources: Type.Integer(), steps: Type.Array(words) },
      asks: Type.Array(Type.Object({ run: Type.String(), title: words })),
      isDemo: Type.Boolean(),
    }),
    { description: 'Open cases that these devices or the sign tell of, and what in them waits for a yes' },
  ),
  places: Type.Array(
    Type.Object({
      ...{ place: Type.String(), title: words, value: nullable(Type.Number()), standing: Type.String() },
      ...{ isSure: Type.Boolean(), sources: Type.Integer(), reporting: Type.Integer() },
    }),
  ),
  since: nullable(
    Type.Object({
      ...{ at: instant, before: Type.Number(), after: Type.Number(), step: Type.Number() },
      size: Type.Number({ description: 'The step in usual swings' }),
    }),
  ),
  together: nullable(
    Type.Object({
      ...{ from: instant, to: instant, step: Type.Number(), tried: Type.Integer() },
      moved: Type.Array(
        Type.Object({
          ...{ code: Type.String(), title: words, correlation: Type.Number(), leadMs: Type.Number() },
          ...{ chance: Type.Number(), pairs: Type.Integer() },
        }),
      ),
    }),
  ),
  depends: Type.Array(
    Type.Object({
      ...{ entity: Type.String(), title: nullable(words), types: Type.Array(Type.String()) },
      ...{ relation: Type.String(), on: Type.String() },
    }),
  ),
})

/** The counter of the cases that weigh in a sign, and the filter that lists exactly them. */
function weighed({ count, share }: CasesSource): {
  readonly counter: (typeof counters)[number]
  readonly filter: FactFilter
} {
  if (count === 'reports' || share)
    return { counter: 'received', filter: share?.channel ? { channel: share.channel } : {} }
  const plain = countNames.find((one): one is CountName => one === count)
  if (plain) return { counter: plain, filter: plain === 'received' ? {} : { figure: plain } }
  return { counter: 'unmet', filter: { figure: count, met: false } }
}
const counters = [...countNames, 'unmet'] as const

/** By which classes the cases of a sign are made up, each opening its own. */
async function caseParts(
  { base, world }: SignRouteParts,
  counting: Parts,
  actor: Actor,
  source: CasesSource,
  place: string,
  now: number,
): Promise<{
  filter: { view: string } & FactFilter
  groups: { key: string; title: Words; count: number; filter: { view: string } & FactFilter }[]
}> {
  const from = now - (source.over === undefined ? mostDays * dayMs : source.over * 1_000)
  const { counter, filter } = weighed(source)
  const channel = filter.channel ?? source.channel
  const asked = {
    ...askedBy(actor, {}, counting),
    ...filterOfSign(source),
    ...(place !== world.city && { division: place }),
    ...(channel !== undefined && { channel }),
    period: { from, to: now },
  }
  const question = { ...asked, by: 'class' as const }
  const counted = await countCases(base.db, question, new Date(now).toISOString())
  const common = { ...commonFilter(asked, undefined), ...filter }
  const groups = groupsOf('class', counted, question, common, counting.names)
  const weightOf = (one: (typeof groups)[number]): number => {
    if (counter !== 'unmet') return one.counters[counter]
    // Only measures are counted as unmet.
    const [of, met] = countersOf[source.count as keyof typeof countersOf]
    return one.counters[of] - one.counters[met]
  }
  return {
    filter: listBehind(common),
    groups: groups
      .map((one) => ({
        key: one.key,
        title: one.title,
        count: weightOf(one),
        filter: listBehind(one.filter),
      }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count)
      .slice(0, 12),
  }
}

/** Why a sign stands where it stands: which parts, which places, since when, what else moved, what depends on it. */
export function diagnosisRoutes(http: Http, parts: SignRouteParts, counting: Parts): void {
  const { base, world, shelf, series, placeTitle } = parts
  const sinceOf = async (sign: Sign, place: string): Promise<number | undefined> => {
    const [open] = await breaches(base.db, { place, city: world.city, sign: sign.code, isOpen: true, limit: 1 })
    return open && Date.parse(open.began)
  }

  http.route({
    method: 'GET',
    path: '/api/measure/signs/:code/diagnosis',
    title: { zh: '体征诊断', en: 'Diagnosis of a sign' },
    access: permissions.signs,
    rate: { perMinute: 30, burst: 10 },
    params: Type.Object({ code: Type.String({ maxLength: 48 }) }),
    query: Type.Object({ place: Type.Optional(Type.String({ pattern: '^\\d{6}(\\d{3})?$' })) }),
    response: diagnosis,
    handle: async ({ actor, params, query }) => {
      const now = base.now()
      const sign = shelf.get(params.code)
      const place = placeFor(actor, query.place, world.city)
      const { source } = sign
      const [devices, places, since, together] = await Promise.all([
        weighingDevices(parts, sign, place, now),
        rankedPlaces(parts, sign, place),
        sinceWhen(parts, sign, (await series.of(place)).get(sign.code), now),
        movedTogether(parts, series, sign, place, { since: await sinceOf(sign, place), now }),
      ])
      const [depends, alarms, happenings] = await Promise.all([
        dependents(parts, actor, devices),
        alarmsBehind(parts, devices),
        casesBehind(parts, actor, devices, `${sign.code}:${place}`),
      ])
      return {
        asOf: new Date(now).toISOString(),
        place,
        // A pair stays a pair.
        parts: devices.map(({ point, ...one }) => ({
          ...one,
          point: point && ([point[0], point[1]] as [number, number]),
        })),
        cases: source.from === 'cases' ? await caseParts(parts, counting, actor, source, place, now) : null,
        alarms: alarms.map((one) => ({ ...one, figures: one.figures.map((each) => ({ ...each })) })),
        happenings: happenings.map((one) => ({
          ...one,
          steps: [...one.steps],
          asks: one.asks.map((each) => ({ ...each })),
        })),
        places: places.map((one) => ({ ...one, title: placeTitle(one.place) })),
        since: since ?? null,
        together: together
          ? { ...together, moved: together.moved.map((one) => ({ ...one, title: shelf.get(one.code).title })) }
          : null,
        depends: depends.map((one) => ({ ...one, types: [...one.types] })),
      }
    },
  })
}
