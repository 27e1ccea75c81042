import { Type } from 'typebox'
import { countNames } from '../../cases/index.ts'

/** A text in both languages. */
export const words = Type.Object({ zh: Type.String(), en: Type.String() })

/** An instant, ISO 8601 in UTC. */
export const instant = Type.String({ format: 'date-time' })

/** The filter of `GET /api/cases` whose list has exactly as many rows as the number says. */
export const caseFilter = Type.Object(
  {
    view: Type.String(),
    pack: Type.Optional(Type.String()),
    channel: Type.Optional(Type.String()),
    status: Type.Optional(Type.String()),
    urgency: Type.Optional(Type.Integer()),
    office: Type.Optional(Type.String()),
    class: Type.Optional(Type.String()),
    division: Type.Optional(Type.String()),
    below: Type.Optional(Type.Boolean()),
    from: Type.Optional(instant),
    to: Type.Optional(instant),
    figure: Type.Optional(Type.String()),
    met: Type.Optional(Type.Boolean()),
    box: Type.Optional(Type.String()),
    ids: Type.Optional(Type.String()),
    counted: Type.Optional(Type.Boolean()),
  },
  { description: 'Query of GET /api/cases: its list has exactly as many rows as the number says' },
)

/** A share of cases. */
export const share = Type.Object({
  numerator: Type.Integer(),
  denominator: Type.Integer(),
  value: Type.Union([Type.Number(), Type.Null()], { description: 'Percent, two decimals; null while nothing counts' }),
})

/** The numbers of a group. */
export const numbers = {
  counts: Type.Object(Object.fromEntries(countNames.map((name) => [name, Type.Integer()]))),
  demo: Type.Integer({ description: 'How many of the received are made-up demonstration cases (演示数据)' }),
  figures: Type.Record(Type.String(), share),
  filter: caseFilter,
}

/** What is told of a figure or count beside its values. `figure` goes into the filter to list the cases behind a number. */
export const about = {
  name: Type.String(),
  figure: Type.String({ description: 'Add it as `figure` to the filter of a group: the cases behind the number' }),
  title: words,
  definition: words,
  unit: words,
}

/** What every question for numbers may be narrowed by. */
export const narrowing = {
  office: Type.Optional(
    Type.String({ maxLength: 400, description: 'Id or path of an office, with all below it; - for none' }),
  ),
  class: Type.Optional(Type.String({ maxLength: 200 })),
  division: Type.Optional(Type.String({ pattern: '^(\\d{2,12}|-)$' })),
  channel: Type.Optional(Type.String({ maxLength: 40 })),
  pack: Type.Optional(Type.String({ maxLength: 60 })),
}

/** The period that is asked about. */
export const period = {
  from: Type.Optional(instant),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Not included; default now' })),
}
