import { Type } from 'typebox'
import { boundsAt, type Sign, type SignSettings, signClasses } from '../../../kernel/signs/index.ts'
import { dayMs, hourMs } from '../../../kernel/time/index.ts'
import type { Http } from '../../base/index.ts'
import { instant, words } from '../api/schemas.ts'
import { periodOf } from '../period.ts'
import { permissions } from '../permissions.ts'
import { isPreparing, nextLook } from './first-look.ts'
import type { SignParts } from './parts.ts'
import { placeAbove, placeFor, placeOf } from './places.ts'
import {
  BreachSchema,
  boundsShown,
  breachesShown,
  nullable,
  SettingsSchema,
  SignSchema,
  SourceSchema,
  StandingSchema,
  settingsShown,
  shownOf,
  sourceShown,
} from './schemas.ts'
import { breaches, needsOf, sourceWords, standings } from './shown.ts'
import type { SignShelf } from './sign-shelf.ts'
import type { ValueSeries } from './value-series.ts'

/** What the routes of signs stand on. */
export type SignRouteParts = SignParts & { readonly shelf: SignShelf; readonly series: ValueSeries }

const place = Type.Optional(
  Type.String({ pattern: '^\\d{6}(\\d{3})?$', description: 'Division code; the largest of one’s own when absent' }),
)
const codeParam = Type.Object({ code: Type.String({ maxLength: 48 }) })

/** Hours of the small history beside each sign. */
const sparkHours = 24

/** Hourly means of the last day of signs in a place, by code; null where nothing came. */
async function sparksOf(
  { world, series }: SignRouteParts,
  of: string,
  now: number,
): Promise<ReadonlyMap<string, (number | null)[]>> {
  const all = await series.of(of)
  if (all.size === 0) return new Map()
  const till = Math.ceil(now / hourMs) * hourMs
  const from = till - sparkHours * hourMs
  const rows = await world.twin.observations.steps({ series: [...all.values()], from, till, step: 3_600 })
  const sparks = new Map([...all.values()].map((one) => [one, Array<number | null>(sparkHours).fill(null)]))
  for (const row of rows) {
    const spark = sparks.get(row.series)
    if (spark) spark[Math.round((row.at - from) / hourMs)] = Number((row.sum / row.count).toPrecision(6))
  }
  return new Map([...all].map(([code, one]) => [code, sparks.get(one) ?? []]))
}

/** Signs as they stand now, one sign with all that is known of it, its history. */
export function signRoutes(http: Http, parts: SignRouteParts): void {
  const { base, world, shelf, series, placeTitle } = parts
  const holdingOf = (settings: SignSettings, code: string, now: number) =>
    settings.isOff ? [] : boundsAt(settings, { at: now, place: placeOf(code, world.city) })

  http.route({
    method: 'GET',
    path: '/api/measure/signs',
    title: { zh: '城市体征：此刻', en: 'Vital signs: now' },
    access: permissions.signs,
    query: Type.Object({ place }),
    response: Type.Object({
      asOf: instant,
      place: Type.String(),
      placeTitle: words,
      above: nullable(Type.String()),
      classes: Type.Array(Type.Object({ code: Type.String(), title: words })),
      signs: Type.Array(
        Type.Object({
          ...SignSchema.properties,
          isConnected: Type.Boolean(),
          isPreparing: Type.Boolean({ description: 'It is about to be computed for the first time' }),
          needs: Type.Optional(words),
          now: nullable(StandingSchema),
          spark: Type.Array(nullable(Type.Number()), { description: 'Hourly means of the last day, oldest first' }),
        }),
      ),
      /** When those that are being prepared are computed. */
      firstAt: nullable(instant),
      breaches: Type.Array(BreachSchema),
    }),
    handle: async ({ actor, query }) => {
      const now = base.now()
      const of = placeFor(actor, query.place, world.city)
      const [here, city, sparks, open] = await Promise.all([
        standings(base.db, { place: of }),
        standings(base.db, { place: world.city }),
        sparksOf(parts, of, now),
        breaches(base.db, { place: of, city: world.city, isOpen: true, limit: 200 }),
      ])
      const byCode = new Map(here.map((one) => [one.sign, one]))
      const connected = new Set(city.filter(({ sources }) => sources > 0).map(({ sign }) => sign))
      const preparing = new Set(shelf.all.filter((sign) => isPreparing(world, sign, city)).map(({ code }) => code))
      return {
        ...{
          asOf: new Date(now).toISOString(),
          place: of,
          placeTitle: placeTitle(of),
          above: placeAbove(of, world.city) ?? null,
        },
        classes: Object.entries(signClasses).map(([code, title]) => ({ code, title })),
        signs: shelf.all.map((sign) => {
          const isConnected = connected.has(sign.code)
          const found = byCode.get(sign.code)
          return {
            ...shownOf(sign),
            isConnected,
            isPreparing: preparing.has(sign.code),
            ...(!isConnected && { needs: needsOf(sign, world) }),
            now: found ? { ...found } : null,
            spark: sparks.get(sign.code) ?? [],
          }
        }),
        firstAt: preparing.size > 0 ? new Date(nextLook(now)).toISOString() : null,
        breaches: breachesShown(open, parts),
      }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/measure/signs/:code',
    title: { zh: '一项体征', en: 'One vital sign' },
    access: permissions.signs,
    params: codeParam,
    query: Type.Object({ place }),
    response: Type.Object({
      ...SignSchema.properties,
      asOf: instant,
      place: Type.String(),
      placeTitle: words,
      above: nullable(Type.String()),
      source: SourceSchema,
      sourceWords: words,
      period: Type.Integer({ description: 'Seconds' }),
      least: Type.Number(),
      basis: Type.Object({
        ...{ kind: Type.String(), name: Type.Optional(words) },
        isChecked: Type.Optional(Type.Boolean({ description: 'Compared with the text of the standard' })),
      }),
      answers: Type.Object({ duty: Type.String(), office: nullable(words) }),
      isConnected: Type.Boolean(),
      isPreparing: Type.Boolean({ description: 'It is about to be computed for the first time' }),
      firstAt: nullable(instant),
      needs: Type.Optional(words),
      now: nullable(StandingSchema),
      /** The series of the twin that keeps it, for its anomalies and forecast. */
      series: nullable(Type.Integer()),
      declared: SettingsSchema,
      settings: SettingsSchema,
      holding: Type.Array(SettingsSchema.properties.bounds.items),
      versions: Type.Array(
        Type.Object({
          ...{ version: Type.Integer(), from: instant, settings: SettingsSchema, why: Type.String() },
          ...{ by: Type.String(), byName: Type.String(), at: instant },
        }),
      ),
      breaches: Type.Array(BreachSchema),
    }),
    handle: async ({ actor, params, query }) => {
      const now = base.now()
      const sign = shelf.get(params.code)
      const of = placeFor(actor, query.place, world.city)
      const [all, city, kept, versions, settings, past] = await Promise.all([
        standings(base.db, { sign: sign.code }),
        standings(base.db, { place: world.city }),
        series.of(of),
        shelf.versions(sign.code),
        shelf.settingsAt(now),
        breaches(base.db, { place: of, city: world.city, sign: sign.code, limit: 30 }),
      ])
      const holds = settings.get(sign.code) ?? sign.settings
      const office = parts.offices.findDuty(sign.answers, of)
      const isConnected = all.some((one) => one.place === world.city && one.sources > 0)
      const prepares = isPreparing(world, sign, city)
      return {
        ...shownOf(sign),
        ...{
          asOf: new Date(now).toISOString(),
          place: of,
          placeTitle: placeTitle(of),
          above: placeAbove(of, world.city) ?? null,
        },
        ...{
          source: sourceShown(sign.source),
          sourceWords: sourceWords(sign, world),
          period: sign.period,
          least: sign.least,
        },
        basis:
          sign.basis.kind === 'standard'
            ? { kind: 'standard', name: sign.basis.name, isChecked: sign.basis.isChecked === true }
            : { kind: 'starting-point' },
        answers: { duty: sign.answers, office: (office && parts.offices.title(office.office)) ?? null },
        ...{ isConnected, ...(!isConnected && { needs: needsOf(sign, world) }) },
        ...{ isPreparing: prepares, firstAt: prepares ? new Date(nextLook(now)).toISOString() : null },
        now: all.find((one) => one.place === of) ?? null,
        series: kept.get(sign.code) ?? null,
        ...{
          declared: settingsShown(sign.settings),
          settings: settingsShown(holds),
          holding: holdingOf(holds, of, now).map(boundsShown),
        },
        versions: versions.map((one) => ({ ...one, settings: settingsShown(one.settings) })),
        breaches: breachesShown(past, parts),
      }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/measure/signs/:code/history',
    title: { zh: '体征历史', en: 'The history of a sign' },
    access: permissions.signs,
    params: codeParam,
    query: Type.Object({ place, from: Type.Optional(instant), to: Type.Optional(instant) }),
    response: Type.Object({
      place: Type.String(),
      from: instant,
      to: instant,
      step: Type.Integer({ description: 'Seconds' }),
      points: Type.Array(
        Type.Object({
          at: instant,
          ...{ mean: Type.Number(), min: Type.Number(), max: Type.Number(), count: Type.Integer() },
          bounds: Type.Array(SettingsSchema.properties.bounds.items, { description: 'Bounds that held then' }),
        }),
      ),
    }),
    handle: async ({ actor, params, query }) => {
      const sign = shelf.get(params.code)
      const of = placeFor(actor, query.place, world.city)
      const now = base.now()
      const period = periodOf(query.from || query.to ? query : { from: new Date(now - dayMs).toISOString() }, now)
      const step = stepFor(period.to - period.from, sign.period)
      const one = (await series.of(of)).get(sign.code)
      const rows =
        one === undefined
          ? []
          : await world.twin.observations.steps({ series: [one], ...period, till: period.to, step })
      const settings = await settingsOver(parts, sign, period)
      return {
        ...{ place: of, from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString(), step },
        points: rows.map(({ at, sum, count, min, max }) => ({
          ...{ at: new Date(at).toISOString(), mean: sum / count, min, max, count },
          bounds: holdingOf(settings(at), of, at).map(boundsShown),
        })),
      }
    },
  })
}

/** Steps of a history, seconds: some two hundred points, never finer than the sign is computed. */
function stepFor(length: number, period: number): number {
  const steps = [300, 900, 3_600, 10_800, 86_400]
  return steps.find((step) => step >= Math.min(period, 86_400) && length / (step * 1_000) <= 300) ?? 86_400
}

/** The settings that held at each moment of a period. */
async function settingsOver({ shelf }: SignRouteParts, sign: Sign, _: { readonly from: number }) {
  const versions = (await shelf.versions(sign.code)).map(({ from, settings }) => ({ from: Date.parse(from), settings }))
  return (at: number): SignSettings => versions.find(({ from }) => from <= at)?.settings ?? sign.settings
}
