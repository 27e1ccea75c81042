import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import { type Db, type Http, type Query, WordsSchema } from '../../base/index.ts'
import { boundsOf } from './bounds.ts'
import { insightSeriesErrors } from './errors.ts'
import { forecastNow, type LookParts } from './look.ts'
import { movedWith } from './moved.ts'
import { seriesPermissions as permissions } from './permissions.ts'
import { findAnomaliesShown, findSeries, lookOf, type SeriesOf, type SeriesSight, seriesNear } from './questions.ts'
import { giveOpinion } from './store.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const instant = Type.String({ format: 'date-time' })
const kind = Type.Union([Type.Literal('shift'), Type.Literal('spike'), Type.Literal('stuck'), Type.Literal('seasonal')])
const state = Type.Union([Type.Literal('open'), Type.Literal('confirmed'), Type.Literal('dismissed')])

const owner = {
  series: Type.Integer(),
  /** URI of the entity. */
  entity: Type.String(),
  title: nullable(WordsSchema),
  types: Type.Array(Type.String()),
  /** Expanded IRI of the attribute, and its dataset. */
  name: Type.String(),
  dataset: Type.String(),
  /** UN/CEFACT common code. */
  unit: nullable(Type.String()),
  division: nullable(Type.String()),
}

const anomaly = Type.Object({
  ...owner,
  id: Type.String(),
  kind,
  from: Type.String(),
  to: Type.String(),
  /** 1 is just at the limit of its kind. */
  score: Type.Number(),
  direction: Type.Integer(),
  /** The value seen and the one expected, in the unit of the series; the statistic and its limit in usual swings. */
  evidence: Type.Object({
    seen: nullable(Type.Number()),
    expected: nullable(Type.Number()),
    readings: nullable(Type.Number()),
    size: nullable(Type.Number()),
    limit: nullable(Type.Number()),
  }),
  state,
  /** A person's id, or `learnt`; then `because` is the opinion it follows from, or `bar`. */
  stateBy: nullable(Type.String()),
  stateAt: nullable(Type.String()),
  because: nullable(Type.String()),
  foundAt: Type.String(),
})

const error = Type.Object({ model: Type.String(), mae: nullable(Type.Number()), mase: nullable(Type.Number()) })

const forecastShape = Type.Object({
  model: Type.String(),
  madeAt: Type.String(),
  /** Length of a slot, ms; instants of points are epoch ms. */
  step: Type.Number(),
  points: Type.Array(
    Type.Object({
      at: Type.Number(),
      value: nullable(Type.Number()),
      low: nullable(Type.Number()),
      high: nullable(Type.Number()),
    }),
  ),
  /** Share of values that intervals are meant to hold, and did hold in rehearsal. */
  level: Type.Number(),
  coverage: nullable(Type.Number()),
  error,
  naive: error,
  tried: Type.Array(error),
  rehearsals: Type.Integer(),
  readings: Type.Integer(),
  missing: Type.Integer(),
})

const seriesParams = Type.Object({ series: Type.Integer({ minimum: 1 }) })

/** What the routes stand on. */
export type SeriesRouteParts = LookParts & { readonly sight: SeriesSight }

/** Anomalies and forecasts of series, and what people say of them. Others' series are as if they were not there. */
export function seriesRoutes(http: Http, parts: SeriesRouteParts): void {
  const { base, source, sight } = parts
  const getSeries = async (on: Query, actor: Actor, series: number): Promise<SeriesOf> => {
    const found = await findSeries(on, sight, actor, series)
    if (!found) throw insightSeriesErrors.make('insight.no-series')
    return found
  }
  listRoute(http, base.db, sight)
  verdictRoute(http, parts)

  http.route({
    method: 'GET',
    path: '/api/insight/series/:series',
    title: { zh: '一个序列的异常与预测', en: 'One series: its anomalies and forecast' },
    access: permissions.series,
    params: seriesParams,
    response: Type.Object({
      ...owner,
      look: nullable(
        Type.Object({
          lookedAt: Type.String(),
          seenUntil: Type.String(),
          tookMs: Type.Integer(),
          stepMs: Type.Number(),
          /** Readings given, empty, repeated, contradicting each other; slots missing. */
          counts: Type.Record(Type.String(), Type.Number()),
          /** Version of what people taught it. */
          learned: Type.Integer(),
          trouble: nullable(Type.String()),
        }),
      ),
      anomalies: Type.Array(anomaly),
      forecast: nullable(forecastShape),
    }),
    handle: async ({ actor, params: { series } }) => {
      const found = await getSeries(base.db, actor, series)
      const anomalies = await findAnomaliesShown(base.db, sight, actor, { series, limit: 500 })
      const { look, forecast } = await lookOf(base.db, series)
      return {
        ...found,
        types: [...found.types],
        look: look ? { ...look, counts: { ...look.counts } } : null,
        anomalies: anomalies.map((one) => ({ ...one, types: [...one.types] })),
        forecast: forecast ? shown(forecast) : null,
      }
    },
  })

  readingsRoute(http, parts, getSeries)

  http.route({
    method: 'POST',
    path: '/api/insight/series/:series/forecast',
    title: { zh: '立即预测', en: 'Forecast a series now' },
    access: permissions.forecast,
    rate: { perMinute: 10, burst: 5 },
    params: seriesParams,
    response: forecastShape,
    handle: async ({ actor, params: { series }, audit }) => {
      await getSeries(base.db, actor, series)
      audit({ resource: `series:${series}` })
      const made = await forecastNow(parts, series, { isAsked: true })
      return shown({ ...made, madeAt: new Date(made.madeAt).toISOString() })
    },
  })

  http.route({
    method: 'GET',
    path: '/api/insight/series/:series/moved',
    title: { zh: '同一时段还有什么在变', en: 'What else moved in the same window' },
    access: permissions.series,
    rate: { perMinute: 12, burst: 4 },
    params: seriesParams,
    query: Type.Object({
      from: instant,
      to: instant,
      /** Metres around the entity within which other series are tried. */
      within: Type.Optional(Type.Number({ minimum: 0, maximum: 50_000 })),
    }),
    response: Type.Object({
      step: Type.Number(),
      /** Series that were tried; those named are, but for one in twenty, not named by chance. */
      tried: Type.Integer(),
      moved: Type.Array(
        Type.Object({
          ...owner,
          correlation: Type.Number(),
          leadMs: Type.Number(),
          chance: Type.Number(),
          pairs: Type.Integer(),
        }),
      ),
    }),
    handle: async ({ actor, params: { series }, query }) => {
      await getSeries(base.db, actor, series)
      const [from, to] = [Date.parse(query.from), Date.parse(query.to)]
      if (!(to - from >= 3_600_000 && to - from <= 31 * 86_400_000))
        throw insightSeriesErrors.make('insight.bad-window')
      const near = await seriesNear(base.db, sight, actor, { series, metres: query.within ?? 2_000, limit: 60 })
      const { step, moved } = await movedWith(source, { series, others: near.map((one) => one.series), from, to })
      return {
        step,
        tried: near.length,
        moved: moved.flatMap(({ id, lead, ...figures }) => {
          const of = near.find((one) => one.series === id)
          return of ? [{ ...of, types: [...of.types], ...figures, leadMs: lead * step }] : []
        }),
      }
    },
  })
}

/** The series itself, in steps, for the picture beside what is said of it. */
function readingsRoute(
  http: Http,
  { base, source }: SeriesRouteParts,
  getSeries: (on: Query, actor: Actor, series: number) => Promise<SeriesOf>,
): void {
  http.route({
    method: 'GET',
    path: '/api/insight/series/:series/readings',
    title: { zh: '一个序列的读数', en: 'The readings of one series' },
    access: permissions.series,
    params: seriesParams,
    query: Type.Object({
      from: instant,
      to: instant,
      /** Seconds of a step. */
      step: Type.Integer({ minimum: 300, maximum: 86_400 }),
    }),
    response: Type.Object({
      /** Instants epoch ms; a step without readings is absent. */
      steps: Type.Array(
        Type.Object({ at: Type.Number(), mean: Type.Number(), min: Type.Number(), max: Type.Number() }),
      ),
    }),
    handle: async ({ actor, params: { series }, query }) => {
      await getSeries(base.db, actor, series)
      const [from, till] = [Date.parse(query.from), Date.parse(query.to)]
      if (!(till > from && till - from <= 5_000 * query.step * 1_000))
        throw insightSeriesErrors.make('insight.bad-window')
      const steps = await source.steps({ series: [series], from, till, step: query.step })
      return { steps: steps.map(({ at, sum, count, min, max }) => ({ at, mean: sum / count, min, max })) }
    },
  })
}

function listRoute(http: Http, db: Db, sight: SeriesSight): void {
  http.route({
    method: 'GET',
    path: '/api/insight/anomalies',
    title: { zh: '异常列表', en: 'Anomalies' },
    access: permissions.series,
    query: Type.Object({
      entity: Type.Optional(Type.String({ maxLength: 1000 })),
      /** IRI of a type, or its last part. */
      type: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
      kind: Type.Optional(kind),
      state: Type.Optional(state),
      division: Type.Optional(Type.String({ pattern: '^\\d{2,12}$' })),
      bbox: Type.Optional(Type.String({ maxLength: 120, description: 'west,south,east,north in WGS 84 degrees' })),
      /** Those that reach into this time. */
      from: Type.Optional(instant),
      to: Type.Optional(instant),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
      /** `next` of the page before. */
      after: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    response: Type.Object({ items: Type.Array(anomaly), next: Type.Optional(Type.String()) }),
    handle: async ({ actor, query: { bbox, after, limit = 100, ...question } }) => {
      const [to = '', id = ''] = after?.split('_') ?? []
      if (after !== undefined && (Number.isNaN(Date.parse(to)) || !/^[\da-f-]{36}$/.test(id)))
        throw insightSeriesErrors.make('insight.bad-window')
      const items = await findAnomaliesShown(db, sight, actor, {
        ...question,
        ...(bbox !== undefined && { bounds: boundsOf(bbox) }),
        ...(after !== undefined && { after: { to, id } }),
        limit: limit + 1,
      })
      const last = items[limit - 1]
      return {
        items: items.slice(0, limit).map((one) => ({ ...one, types: [...one.types] })),
        ...(items.length > limit && last && { next: `${last.to}_${last.id}` }),
      }
    },
  })
}

function verdictRoute(http: Http, { base, sight }: SeriesRouteParts): void {
  http.route({
    method: 'POST',
    path: '/api/insight/anomalies/:id/verdict',
    title: { zh: '这是不是异常', en: 'Say whether it is an anomaly' },
    access: permissions.judge,
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    body: Type.Object(
      {
        /** `withdrawn` takes back what was said, and what was learnt from it. */
        says: Type.Union([Type.Literal('anomaly'), Type.Literal('not-anomaly'), Type.Literal('withdrawn')]),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({
      state,
      /** Others of the series that were put aside by what was learnt. */ alike: Type.Integer(),
    }),
    handle: ({ actor, params: { id }, body: { says }, audit }) =>
      base.db.tx(async (tx) => {
        audit({ resource: `anomaly:${id}`, facts: { says } })
        const given = await giveOpinion(tx, id, { says, by: actor.id, now: base.now() })
        // Asked within the transaction: what he may not see was not changed either.
        const [own] = given ? await findAnomaliesShown(tx, sight, actor, { id, limit: 1 }) : []
        if (!given || !own) throw insightSeriesErrors.make('insight.no-anomaly')
        return { state: own.state, alike: given.alike }
      }),
  })
}

type Plain = NonNullable<Awaited<ReturnType<typeof lookOf>>['forecast']>

const shown = ({ points, tried, ...rest }: Plain) => ({
  ...rest,
  coverage: number(rest.coverage),
  error: figures(rest.error),
  naive: figures(rest.naive),
  tried: tried.map(figures),
  points: points.map(({ at, value, low, high }) => ({
    at,
    value: number(value),
    low: number(low),
    high: number(high),
  })),
})

/** JSON has no NaN: what is not known is null. */
const number = (value: number | null): number | null => (value === null || Number.isNaN(value) ? null : value)
const figures = ({ model, mae, mase }: Plain['error']) => ({ model, mae: number(mae), mase: number(mase) })
