import { Type } from 'typebox'
import { WordsSchema } from '../../base/index.ts'

/** A short text of a request. */
export const text = Type.String({ maxLength: 200 })
/** The device in a path. */
export const deviceId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })
/** Of the kind, or null. */
export const Nullable = <
  T extends ReturnType<typeof Type.String> | typeof WordsSchema | ReturnType<typeof Type.Number>,
>(
  schema: T,
) => Type.Union([schema, Type.Null()])

/** A device to be enrolled. */
export const NewDeviceSchema = Type.Object(
  {
    id: text,
    profile: text,
    title: Type.Optional(WordsSchema),
    point: Type.Optional(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
    division: Type.Optional(text),
    path: Type.Optional(text),
    asset: Type.Optional(text),
    parent: Type.Optional(text),
    secret: Type.Optional(text),
    certificate: Type.Optional(text),
    claim: Type.Optional(text),
  },
  // A place under another name, say, is not to be lost in silence.
  { additionalProperties: false },
)

/** A device in a list. */
export const DeviceBrief = Type.Object({
  id: Type.String(),
  entity: Type.String(),
  profile: Type.String(),
  state: Type.String(),
  path: Nullable(Type.String()),
  parent: Nullable(Type.String()),
  heardAt: Nullable(Type.String()),
  ailments: Type.Array(Type.String()),
})

const LastSchema = Type.Object({
  measure: Type.String(),
  title: WordsSchema,
  unit: Nullable(Type.String()),
  series: Type.Integer(),
  at: Type.String(),
  value: Type.Number(),
  quality: Type.Integer(),
})

/** A device with all that is known of it. */
export const DeviceView = Type.Object({
  ...DeviceBrief.properties,
  title: Nullable(WordsSchema),
  asset: Nullable(Type.String()),
  lng: Nullable(Type.Number()),
  lat: Nullable(Type.Number()),
  enrolledAt: Type.String(),
  isDemo: Type.Boolean(),
  firmware: Type.Object({ wanted: Nullable(Type.String()), reported: Nullable(Type.String()) }),
  config: Type.Object({ wanted: Type.Unknown(), reported: Type.Unknown() }),
  reportedAt: Nullable(Type.String()),
  last: Type.Array(LastSchema),
  faults: Type.Array(
    Type.Object({ fault: Type.String(), count: Type.Integer(), lastAt: Type.String(), detail: Type.String() }),
  ),
  health: Type.Array(Type.Object({ ailment: Type.String(), title: WordsSchema, since: Nullable(Type.String()) })),
})

/** What is told of a device that was enrolled; its secret this once. */
export const EnrolledView = Type.Object({
  id: Type.String(),
  entity: Type.String(),
  secret: Type.Optional(Type.String()),
})
/** What is wrong in a file of devices. */
export const FaultView = Type.Object({
  row: Type.Optional(Type.Integer()),
  field: Type.Optional(Type.String()),
  found: Type.Optional(Type.String()),
  says: WordsSchema,
})
