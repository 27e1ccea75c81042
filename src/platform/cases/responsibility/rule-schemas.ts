import { Type } from 'typebox'
import { mostPriority } from '../../../kernel/responsibility/index.ts'
import { WordsSchema } from '../../base/index.ts'

/** Schemas of the routes of rules. */
export const instant = Type.String({ format: 'date-time' })
export const byId = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const text = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength })
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const position = Type.Tuple([Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })])
const polygon = Type.Object({
  type: Type.Literal('Polygon'),
  coordinates: Type.Array(Type.Array(position, { minItems: 4, maxItems: 200 }), { minItems: 1, maxItems: 1 }),
})

/** A rule as a person writes it. */
export const RuleSchema = Type.Object({
  name: WordsSchema,
  pack: Type.Optional(text(60, 1)),
  code: Type.Optional(text(200, 1)),
  place: Type.Optional(
    Type.Object({
      divisions: Type.Optional(Type.Array(Type.String({ pattern: '^\\d{6}(\\d{3}(\\d{3})?)?$' }), { maxItems: 300 })),
      grids: Type.Optional(Type.Array(Type.String({ pattern: '^\\d{15}$' }), { maxItems: 300 })),
      area: Type.Optional(polygon),
    }),
  ),
  ownership: Type.Optional(text(40, 1)),
  time: Type.Optional(
    Type.Object({
      weekdays: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7 })),
      hours: Type.Optional(
        Type.Tuple([Type.Integer({ minimum: 0, maximum: 24 }), Type.Integer({ minimum: 0, maximum: 24 })]),
      ),
      work: Type.Optional(Type.Enum(['in', 'out'])),
    }),
  ),
  to: Type.Union([
    Type.Object({ office: text(64, 1) }),
    Type.Object({ duty: text(60, 1), level: Type.Enum(['city', 'district', 'street']) }),
  ]),
  priority: Type.Integer({ minimum: 0, maximum: mostPriority }),
  because: WordsSchema,
})

/** One version of a rule, as it is shown. */
export const VersionSchema = Type.Object({
  ...{
    id: Type.String(),
    version: Type.Integer(),
    from: instant,
    until: nullable(instant),
    rule: nullable(RuleSchema),
  },
  ...{ why: Type.String(), enteredByName: Type.String(), enteredAt: instant, isWithdrawn: Type.Boolean() },
})

/** A rule as the list shows it: its newest version that is not withdrawn, and how it stands. */
export const ShownSchema = Type.Object({
  ...VersionSchema.properties,
  standing: Type.Enum(['inForce', 'coming', 'ended']),
  /** The one in force until then, where the newest is still to come. */
  until: nullable(instant),
  officeTitle: nullable(WordsSchema),
  /** Codes of its divisions with their names. */
  mayChange: Type.Boolean(),
})

/** An office that comes into question. */
export const AnswerSchema = Type.Object({
  office: Type.String(),
  officeTitle: nullable(WordsSchema),
  because: WordsSchema,
  rule: nullable(Type.Object({ id: Type.String(), version: Type.Integer(), name: WordsSchema })),
})

/** What a trial asks about. */
export const AskedSchema = Type.Object({
  pack: text(60, 1),
  code: Type.Optional(text(200, 1)),
  point: Type.Optional(position),
  address: Type.Optional(text(200, 1)),
  division: Type.Optional(Type.String({ pattern: '^\\d{6}(\\d{3}(\\d{3})?)?$' })),
  ownership: Type.Optional(text(40, 1)),
  at: Type.Optional(instant),
  /** A rule that is not entered, or the new content of one that is. */
  rule: Type.Optional(RuleSchema),
  id: Type.Optional(Type.String({ format: 'uuid' })),
})

/** A fault of a line of a file, or of a field of a form. */
export const FaultSchema = Type.Object({
  row: Type.Optional(Type.Integer()),
  ...{ field: Type.Optional(Type.String()), found: Type.Optional(Type.String()), says: WordsSchema },
})
