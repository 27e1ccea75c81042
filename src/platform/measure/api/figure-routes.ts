import { Type } from 'typebox'
import type { FigureDeclaration } from '../../../kernel/pack/index.ts'
import type { Http } from '../../base/index.ts'
import { type CountName, countNames } from '../../cases/index.ts'
import { countersOf } from '../count/counters.ts'
import { measureErrors } from '../errors.ts'
import { commonFilter, countGroups, figuresOf, listBehind, numbersOf, shareOf } from '../figures.ts'
import { periodOf } from '../period.ts'
import { permissions } from '../permissions.ts'
import { mostSeriesDays, type Stretch, seriesOf } from '../series.ts'
import { caseUnit, countWords, source } from '../words.ts'
import { askedBy, type Parts } from './asked.ts'
import { about, caseFilter, instant, narrowing, numbers, period, words } from './schemas.ts'

const percent = { zh: '%', en: '%' }

const aboutFigure = ({ name, title, definition, measure, target }: FigureDeclaration) => ({
  ...{ name, figure: measure, title, definition, unit: percent },
  ...(target === undefined ? {} : { target }),
})

const aboutCount = (name: CountName) => ({ name, figure: name, ...countWords[name], unit: caseUnit })

const iso = (at: number) => new Date(at).toISOString()

/** `GET /api/measure/figures` and `GET /api/measure/series`. */
export function figureRoutes(http: Http, parts: Parts): void {
  const { base, cases, names } = parts

  http.route({
    method: 'GET',
    path: '/api/measure/figures',
    title: {
      zh: '指标：按机构、区划、分类、渠道、日、周',
      en: 'Figures by office, division, class, channel, day, week',
    },
    access: permissions.read,
    query: Type.Object({
      by: Type.Optional(
        Type.Union(
          (['office', 'division', 'class', 'channel', 'day', 'week'] as const).map((one) => Type.Literal(one)),
        ),
      ),
      ...period,
      ...narrowing,
    }),
    response: Type.Object({
      asOf: instant,
      from: instant,
      to: instant,
      by: Type.String(),
      source: words,
      figures: Type.Array(Type.Object({ ...about, target: Type.Optional(Type.Number()) })),
      counts: Type.Array(Type.Object(about)),
      total: Type.Object(numbers),
      groups: Type.Array(Type.Object({ key: Type.String(), title: words, ...numbers })),
    }),
    handle: async ({ actor, query }) => {
      const now = base.now()
      const asked = { ...askedBy(actor, query, parts), period: periodOf(query, now) }
      const by = query.by ?? 'office'
      const figures = figuresOf(cases.shelf.current(), query.pack)
      const { groups, total } = await countGroups(base.db, by, asked, { office: query.office, names, now: iso(now) })
      return {
        asOf: iso(now),
        from: iso(asked.period.from),
        to: iso(asked.period.to),
        by,
        source,
        figures: figures.map(aboutFigure),
        counts: countNames.map(aboutCount),
        total: numbersOf(total.counters, figures, total.filter),
        groups: groups.map(({ key, title, counters, filter }) => ({
          key,
          title,
          ...numbersOf(counters, figures, filter),
        })),
      }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/measure/series',
    title: { zh: '指标随时间的变化', en: 'A figure over time' },
    access: permissions.read,
    query: Type.Object({
      figure: Type.String({ maxLength: 40, description: 'Name of a figure or count, or a measure' }),
      step: Type.Optional(Type.Union((['hour', 'day', 'week'] as const).map((one) => Type.Literal(one)))),
      ...period,
      ...narrowing,
    }),
    response: Type.Object({
      asOf: instant,
      from: instant,
      to: instant,
      step: Type.String(),
      source: words,
      figure: Type.Object(about),
      filter: caseFilter,
      points: Type.Array(
        Type.Object({
          from: instant,
          to: instant,
          numerator: Type.Integer(),
          denominator: Type.Integer(),
          value: Type.Union([Type.Number(), Type.Null()], { description: 'Percent of a share; the number of a count' }),
        }),
      ),
    }),
    handle: async ({ actor, query }) => {
      const now = base.now()
      const step = query.step ?? 'day'
      const asked = { ...askedBy(actor, query, parts), period: periodOf(query, now, mostSeriesDays[step]) }
      const { figure, read } = readingOf(query.figure, figuresOf(cases.shelf.current(), query.pack))
      const stretches = await seriesOf(base.db, step, asked, iso(now))
      return {
        asOf: iso(now),
        from: iso(asked.period.from),
        to: iso(asked.period.to),
        step,
        source,
        figure,
        filter: listBehind({ ...commonFilter(asked, query.office), figure: figure.figure }),
        points: stretches.map((stretch) => ({ from: iso(stretch.from), to: iso(stretch.to), ...read(stretch) })),
      }
    },
  })
}

type Reading = { numerator: number; denominator: number; value: number | null }

/** How a figure or count is read from counters. @throws measure.noFigure */
function readingOf(name: string, figures: readonly FigureDeclaration[]) {
  const count = countNames.find((one) => one === name)
  if (count) {
    const read = ({ counters }: Stretch): Reading => ({
      numerator: counters[count],
      denominator: counters.received,
      value: counters[count],
    })
    return { figure: aboutCount(count), read }
  }
  const declared = figures.find((one) => one.name === name || one.measure === name)
  if (!declared)
    throw measureErrors.make('measure.noFigure', {
      figure: name,
      figures: [...figures.map((one) => one.name), ...countNames].join(', '),
    })
  const [of, met] = countersOf[declared.measure]
  return {
    figure: aboutFigure(declared),
    read: ({ counters }: Stretch): Reading => shareOf(counters[met], counters[of]),
  }
}
