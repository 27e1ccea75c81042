import { Type } from 'typebox'
import { missReasons } from '../../../kernel/patrol/index.ts'
import { WordsSchema } from '../../base/index.ts'

/** Schemas that routes of this room share. */
export const id = Type.String({ format: 'uuid' })
export const byId = Type.Object({ id })
export const instant = Type.String({ format: 'date-time' })
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
export const text = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength })
export const kind = Type.String({ pattern: '^(component|event):[0-9]{4}$' })
export const gridCode = Type.String({ pattern: '^[0-9]{15}$' })

const degrees = {
  lng: Type.Number({ minimum: -180, maximum: 180 }),
  lat: Type.Number({ minimum: -85, maximum: 85 }),
}
export const point = Type.Object(degrees)

/** When and where something was done, as a device tells it. The action's id is its own: told twice it counts once. */
export const tellingProperties = {
  actionId: id,
  /** By the device's clock, when it was done. */
  clientAt: instant,
  position: Type.Optional(Type.Object({ ...degrees, accuracy: Type.Number({ minimum: 0, maximum: 1_000_000 }) })),
  photos: Type.Optional(Type.Array(id, { maxItems: 9 })),
}

const limit = Type.Object({ unit: Type.Enum(['workingHour', 'workingDay']), amount: Type.Integer() })
const unit = Type.Object({
  division: Type.Optional(Type.String({ pattern: '^[0-9]{6}([0-9]{3}([0-9]{3})?)?$' })),
  ownership: Type.Optional(text(40, 1)),
  to: Type.Union([Type.Object({ office: text(64, 1) }), Type.Object({ duty: text(64, 1) })]),
})

export const RuleSchema = Type.Object({
  kind: text(40),
  title: WordsSchema,
  filing: WordsSchema,
  closing: WordsSchema,
  limit,
  units: Type.Array(unit, { maxItems: 200 }),
  under: Type.Optional(text(120, 1)),
  origin: Type.Enum(['city', 'published']),
})

export const VersionSchema = Type.Object({
  id: Type.String(),
  serial: Type.Integer(),
  from: instant,
  until: nullable(instant),
  note: Type.String(),
  rows: Type.Integer(),
  enteredByName: Type.String(),
  enteredAt: instant,
  isWithdrawn: Type.Boolean(),
  isInForce: Type.Boolean(),
})

export const FaultSchema = Type.Object({
  row: Type.Optional(Type.Integer()),
  field: Type.Optional(Type.String()),
  found: Type.Optional(Type.String()),
  says: WordsSchema,
})

const state = Type.Enum(['well', 'damaged', 'missing'])

export const ComponentSchema = Type.Object({
  ...{
    code: Type.String(),
    kind: Type.String(),
    title: Type.String(),
    ownership: Type.String(),
    keeper: Type.String(),
  },
  ...{ state, division: nullable(Type.String()), grid: nullable(Type.String()), path: nullable(Type.String()) },
  ...{ lng: Type.Number(), lat: Type.Number(), metres: nullable(Type.Integer()), isDemo: Type.Boolean() },
  retiredAt: nullable(instant),
})

export const ShiftSchema = Type.Object({
  ...{ id: Type.String(), grid: Type.String(), person: Type.String(), personName: Type.String() },
  ...{ from: instant, until: instant, takenAt: nullable(instant), handedAt: nullable(instant) },
  ...{ note: Type.String(), isDemo: Type.Boolean() },
})

const titles = { title: text(120, 1), titleEn: Type.Optional(text(120, 1)) }
const check = Type.Object({ id: text(40, 1), ...titles, kind: Type.Optional(kind) })

export const StopSchema = Type.Object({
  ...{ id: text(60, 1), ...titles, ...degrees },
  component: Type.Optional(Type.String({ pattern: '^[0-9]{16}$' })),
  checks: Type.Array(check, { maxItems: 30 }),
})

const schedule = Type.Object({
  weekdays: Type.Array(Type.Enum([1, 2, 3, 4, 5, 6, 7]), { minItems: 1, maxItems: 7 }),
  spans: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]), { minItems: 1, maxItems: 12 }),
})

export const RoutePlanSchema = Type.Object({
  ...titles,
  grid: gridCode,
  stops: Type.Array(StopSchema, { maxItems: 200 }),
  schedule: nullable(schedule),
  isClosed: Type.Boolean(),
})

export const RouteSchema = Type.Object({
  ...RoutePlanSchema.properties,
  ...{ id: Type.String(), version: Type.Integer(), isDemo: Type.Boolean(), gridTitle: WordsSchema },
})

const doubts = Type.Array(Type.String())

export const VisitSchema = Type.Object({
  ...{ id: Type.String(), route: Type.String(), stop: Type.String(), roundFrom: nullable(instant) },
  ...{ person: Type.String(), personName: Type.String(), at: instant, receivedAt: instant },
  ...{ skewMs: nullable(Type.Number()), metres: nullable(Type.Integer()), accuracy: nullable(Type.Number()), doubts },
  answers: Type.Array(
    Type.Object({ check: Type.String(), isWell: Type.Boolean(), note: Type.Optional(Type.String()) }),
  ),
  photos: Type.Array(Type.String()),
})

export const RoundSchema = Type.Object({
  ...{ route: Type.String(), title: Type.String(), titleEn: Type.Optional(Type.String()), isDemo: Type.Boolean() },
  ...{ grid: Type.String(), gridTitle: WordsSchema },
  ...{ from: instant, until: instant, state: Type.Enum(['coming', 'now', 'walked', 'partly', 'missed']) },
  ...{ stops: Type.Integer(), visited: Type.Array(Type.String()) },
  /** Who walked it, from when to when, with how many doubts. */
  walkers: Type.Array(Type.String()),
  ...{ firstAt: nullable(instant), lastAt: nullable(instant), doubts: Type.Integer() },
  /** Why it was missed or not finished, as those who answer for it say; none where nobody has, and in lists for who walks. */
  reason: Type.Optional(
    Type.Object({ reason: Type.Enum([...missReasons]), note: Type.String(), byName: Type.String(), at: instant }),
  ),
  /** Who was planned for that time; told of coverage. */
  planned: Type.Optional(Type.Array(Type.Object({ name: Type.String(), isTaken: Type.Boolean() }))),
})

const caseOf = Type.Object({
  ...{
    id: Type.String(),
    number: Type.String(),
    title: Type.String(),
    titleEn: nullable(Type.String()),
    status: Type.String(),
    pack: Type.String(),
  },
  ...{ step: nullable(Type.String()), office: nullable(Type.String()), officeTitle: nullable(WordsSchema) },
  ...{ dueAt: nullable(instant), closedAt: nullable(instant), mayOpen: Type.Boolean() },
  /** What was answered, once somebody has; told of one finding, not in lists. */
  reply: Type.Optional(Type.String()),
})

export const FindingSchema = Type.Object({
  ...{ id: Type.String(), number: Type.String(), kind: Type.String(), title: WordsSchema, text: Type.String() },
  ...{ route: nullable(Type.String()), stop: nullable(Type.String()), component: nullable(Type.String()) },
  ...{ personName: Type.String(), at: instant, receivedAt: instant, skewMs: nullable(Type.Number()) },
  ...{ lng: Type.Number(), lat: Type.Number(), accuracy: nullable(Type.Number()), doubts },
  ...{ address: nullable(Type.String()), photos: Type.Array(Type.String()), isDemo: Type.Boolean() },
  /** None while the city has not heard of it yet. */
  outcome: nullable(Type.Enum(['opened', 'joined', 'waiting', 'unheard', 'nobody'])),
  case: nullable(caseOf),
})
