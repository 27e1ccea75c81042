import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Fault } from '../errors/index.ts'

const strict = { additionalProperties: false } as const
const name = Type.String({ minLength: 1, maxLength: 60 })
const long = Type.String({ maxLength: 10_000 })
const words = Type.Object({ zh: Type.String({ maxLength: 2_000 }), en: Type.String({ maxLength: 2_000 }) }, strict)
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)
const listOf = <T extends TSchema>(schema: T, maxItems = 200) => Type.Array(schema, { maxItems })
const mapOf = <T extends TSchema>(schema: T, maxProperties = 200) =>
  Type.Record(Type.String({ maxLength: 120 }), schema, { maxProperties })
const oneOf = (...values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)))

const option = Type.Object({ value: name, title: words }, strict)
const within = Type.Object(
  { unit: oneOf('workingDay', 'workingHour', 'hour', 'day'), amount: Type.Number({ minimum: 0, maximum: 900_000 }) },
  strict,
)
const limit = Type.Union([within, Type.Object({ by: name, of: mapOf(within), otherwise: within }, strict)])
const types = [
  ...[
    'text',
    'long-text',
    'number',
    'integer',
    'money',
    'boolean',
    'instant',
    'date',
    'choice',
    'choices',
    'class',
    'office',
  ],
  ...['place', 'files', 'phone', 'email', 'citizen-number', 'credit-code'],
]
const field = Type.Object(
  {
    type: oneOf(...types),
    title: words,
    hint: optional(words),
    required: Type.Boolean(),
    grade: oneOf('public', 'internal', 'personal', 'sensitive'),
    max: optional(Type.Number()),
    min: optional(Type.Number()),
    unit: optional(words),
    options: optional(listOf(option)),
    taxonomy: optional(name),
    when: optional(Type.String({ maxLength: 2_000 })),
  },
  strict,
)
const fields = mapOf(field)
const roles = [
  'operator',
  'sorter',
  'dispatcher',
  'clerk',
  'grid-member',
  'supervisor',
  'duty-officer',
  'data-officer',
  'administrator',
  'auditor',
]
const grant = Type.Object(
  {
    who: oneOf(...roles, 'anyone', 'signed-in', 'service', 'system'),
    relation: oneOf('any', 'own', 'link', 'holds', 'helps', 'over', 'involved'),
    levels: optional(listOf(oneOf('city', 'district', 'street', 'grid', 'community'))),
  },
  strict,
)
const metres = Type.Number({ minimum: 1, maximum: 20_000 })
const plainValue = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()])
const anyEffect = {
  ...{ name, title: words, on: oneOf('opened', 'completed') },
  ...{ when: optional(Type.String({ maxLength: 2_000 })), yesBy: optional(listOf(oneOf(...roles), 10)) },
}
const effect = Type.Union([
  Type.Object(
    {
      ...anyEffect,
      ...{ kind: Type.Literal('command'), profile: name, command: name },
      reach: Type.Union([Type.Object({ metres }, strict), Type.Literal('source')]),
      input: mapOf(plainValue, 30),
    },
    strict,
  ),
  Type.Object(
    { ...anyEffect, kind: Type.Literal('notice'), metres, text: words, isEnd: optional(Type.Literal(true)) },
    strict,
  ),
  Type.Object({ ...anyEffect, kind: Type.Literal('ask'), what: oneOf('forecast', 'sign'), of: name }, strict),
])
const responsibility = Type.Object(
  {
    name,
    when: optional(Type.String({ maxLength: 2_000 })),
    within: optional(listOf(Type.String({ pattern: '^[0-9]{2,12}$' }), 500)),
    to: Type.Union([
      Type.Object({ duty: name, level: oneOf('city', 'district', 'street') }, strict),
      Type.Object({ answer: name }, strict),
    ]),
    from: optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })),
    until: optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })),
    because: words,
  },
  strict,
)
const step = Type.Object(
  {
    name,
    title: words,
    by: Type.Union([
      Type.Object({ duty: name }, strict),
      Type.Object({ from: name }, strict),
      Type.Object({ rules: Type.Literal(true) }, strict),
      Type.Object({ step: name }, strict),
    ]),
    roles: listOf(oneOf(...roles)),
    within: optional(limit),
    contactWithin: optional(within),
    reads: listOf(Type.String({ maxLength: 120 })),
    after: listOf(name),
    gives: fields,
    when: optional(Type.String({ maxLength: 2_000 })),
    undo: optional(words),
    movable: Type.Boolean(),
    checks: optional(Type.Object({ begins: optional(words), ends: optional(words) }, strict)),
    effects: optional(listOf(effect, 20)),
  },
  strict,
)
const ref = optional(Type.String({ maxLength: 120 }))
const marks = Type.Object(
  {
    ...{
      title: ref,
      text: Type.String({ maxLength: 120 }),
      place: ref,
      files: ref,
      class: ref,
      kind: ref,
      urgency: ref,
      main: name,
    },
    ...{ reply: ref, solved: ref, satisfied: ref },
  },
  strict,
)
const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })
const flow = Type.Object(
  {
    asks: fields,
    steps: listOf(step, 50),
    marks,
    filed: optional(
      Type.Union([
        Type.Object({ class: Type.String({ maxLength: 200 }) }, strict),
        Type.Object(
          { by: name, of: mapOf(Type.String({ maxLength: 200 }), 200), otherwise: Type.String({ maxLength: 200 }) },
          strict,
        ),
      ]),
    ),
    rating: optional(Type.Object({ levels: whole(2, 10), bad: whole(0, 9), within, tags: listOf(option, 30) }, strict)),
    redo: optional(Type.Object({ from: name, when: optional(long), within, most: whole(0, 20) }, strict)),
    returns: optional(Type.Object({ reasons: listOf(option, 50), supervisedFrom: whole(1, 100) }, strict)),
    extension: optional(Type.Object({ most: whole(0, 20), longest: within }, strict)),
    responsible: optional(listOf(responsibility, 500)),
    grants: mapOf(listOf(grant, 50)),
  },
  strict,
)
const taxonomy = Type.Object(
  {
    title: words,
    classes: listOf(
      Type.Object({ code: Type.String({ maxLength: 200 }), title: words, words: optional(listOf(name)) }, strict),
      5_000,
    ),
  },
  strict,
)
const sorting = Type.Object(
  {
    step: name,
    confidence: Type.Number(),
    urgentWords: listOf(name, 500),
    responsibilities: listOf(
      Type.Object(
        { class: Type.String({ maxLength: 200 }), duty: name, level: oneOf('city', 'district', 'street') },
        strict,
      ),
      5_000,
    ),
  },
  strict,
)
const anything = mapOf(Type.Unknown())
const test = Type.Object(
  {
    name: Type.String({ maxLength: 200 }),
    asks: anything,
    acts: listOf(
      Type.Object(
        {
          do: name,
          step: optional(name),
          input: optional(anything),
          later: optional(Type.Object({ days: Type.Number({ minimum: 0, maximum: 3_650 }) }, strict)),
        },
        strict,
      ),
      100,
    ),
    expect: Type.Object({ status: name, steps: optional(mapOf(name)) }, strict),
  },
  strict,
)
const figure = Type.Object(
  {
    name,
    title: words,
    definition: words,
    measure: oneOf('contacted-in-time', 'handled-in-time', 'replied-in-time', 'solved', 'satisfied'),
    target: optional(Type.Number()),
  },
  strict,
)

const texts = listOf(Type.String({ minLength: 1, maxLength: 200 }), 500)
const heard = (more: Record<string, TSchema>) =>
  Type.Object(
    {
      as: optional(Type.Union([name, Type.Object({ by: Type.Literal('class') }, strict)])),
      opens: optional(whole(0, 100)),
      ...more,
    },
    strict,
  )
const hears = Type.Union([
  heard({ alarms: Type.Union([texts, Type.Literal('others')]) }),
  heard({ camera: texts }),
  heard({ patrol: texts }),
  heard({ signs: texts }),
  heard({ system: texts }),
  heard({ reports: Type.Object({ pack: name, classes: texts, words: texts, but: optional(texts) }, strict) }),
])
const fillParts = [
  ...['text', 'title', 'kind', 'who', 'id', 'at', 'office', 'class', 'level'],
  ...['place', 'value', 'files'],
]
const fills = Type.Union([
  oneOf(...fillParts),
  Type.Object({ is: Type.Unknown() }, strict),
  Type.Object({ by: oneOf('level', 'kind', 'class'), of: mapOf(Type.Unknown()), otherwise: Type.Unknown() }, strict),
  Type.Object({ fact: name, otherwise: optional(Type.Unknown()) }, strict),
])
const severity = oneOf('notice', 'warning', 'serious', 'critical')
const combined = Type.Object(
  {
    ...{ name, title: words, at: name },
    inputs: mapOf(
      Type.Object(
        {
          ...{ title: words, unit: words, profile: name, measure: name },
          aggregate: oneOf('last', 'mean', 'min', 'max', 'sum', 'count', 'change', 'share'),
          window: Type.Number({ minimum: 0, maximum: 604_800 }),
          within: optional(metres),
          across: optional(oneOf('max', 'mean', 'nearest')),
        },
        strict,
      ),
      20,
    ),
    foresees: optional(
      Type.Object(
        {
          ...{ title: words, unit: words },
          ...{
            ahead: Type.Number({ minimum: 0, maximum: 604_800 }),
            base: Type.Number(),
            factors: mapOf(Type.Number(), 20),
          },
        },
        strict,
      ),
    ),
    ...{ when: Type.String({ maxLength: 2_000 }), clears: optional(Type.String({ maxLength: 2_000 })) },
    ...{ every: Type.Number({ minimum: 1, maximum: 86_400 }), severity },
    raises: Type.Object({ class: Type.String({ maxLength: 200 }), text: words }, strict),
  },
  strict,
)

/** The shape of a pack's JSON, with bounds on every size. What it means is checked after (`checkPack`). */
export const packSchema = Type.Object(
  {
    format: Type.Literal(1),
    name,
    title: words,
    about: words,
    area: oneOf('government', 'life', 'economy', 'city'),
    owner: name,
    begunBy: optional(oneOf('system', 'staff')),
    flow,
    taxonomies: mapOf(taxonomy),
    sorting: optional(sorting),
    messages: listOf(
      Type.Object({ on: name, to: oneOf('reporter', 'holder', 'supervisor'), title: words, text: words }, strict),
    ),
    templates: listOf(Type.Object({ name, title: words, text: words }, strict)),
    figures: listOf(figure),
    open311: optional(
      Type.Object({ keywords: listOf(name), descriptionField: name, placeField: name, classStep: name }, strict),
    ),
    nearby: optional(
      Type.Object({ metres: Type.Number({ minimum: 1, maximum: 10_000 }), days: whole(1, 365) }, strict),
    ),
    hears: optional(listOf(hears, 50)),
    fills: optional(mapOf(fills)),
    joins: optional(
      Type.Object(
        {
          metres: Type.Number({ minimum: 0, maximum: 20_000 }),
          hours: Type.Number({ minimum: 0, maximum: 720 }),
          extent: optional(metres),
        },
        strict,
      ),
    ),
    foresees: optional(listOf(combined, 20)),
    tests: listOf(test, 100),
  },
  strict,
)

const compiled = Compile(packSchema)

/** Everything in which a value is not shaped like a pack; empty when it is. At most 50. */
export function shapeFaults(value: unknown): readonly Fault[] {
  if (compiled.Check(value)) return []
  return compiled
    .Errors(value)
    .slice(0, 50)
    .map(({ instancePath, message }) => ({
      field: instancePath.slice(1).replaceAll('/', '.'),
      says: { zh: `格式不对（${message}）`, en: message },
    }))
}
