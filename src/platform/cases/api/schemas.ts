import { Type } from 'typebox'

/** Any JSON object; what it must hold is declared by the pack and checked by the kernel's forms. */
export const anyObject = Type.Record(Type.String(), Type.Unknown())

/** A text in both languages. */
export const words = Type.Object({ zh: Type.String(), en: Type.String() })

/** The title of a case in English. */
export const titleEn = Type.Union([Type.String(), Type.Null()], {
  description: 'The title in English, where a machine told of the case; null where `title` is in somebody’s own words',
})

/** UUIDv7 made by the client, so that the same press twice is one press. */
export const actionId = Type.String({ format: 'uuid' })

/** One row of a work list. Instants are ISO, UTC. */
export const listItem = Type.Object({
  id: Type.String(),
  task: Type.Union([Type.String(), Type.Null()]),
  number: Type.String(),
  title: Type.String(),
  titleEn,
  pack: Type.String(),
  status: Type.String(),
  taskStatus: Type.Union([Type.String(), Type.Null()]),
  step: Type.Union([Type.String(), Type.Null()]),
  office: Type.Union([Type.String(), Type.Null()]),
  officePath: Type.Union([Type.String(), Type.Null()]),
  kind: Type.Union([Type.String(), Type.Null()]),
  class: Type.Union([Type.String(), Type.Null()]),
  urgency: Type.Integer({ minimum: 0, maximum: 2 }),
  address: Type.Union([Type.String(), Type.Null()]),
  division: Type.Union([Type.String(), Type.Null()]),
  channel: Type.String(),
  dueAt: Type.Union([Type.String(), Type.Null()]),
  openedAt: Type.String(),
  closedAt: Type.Union([Type.String(), Type.Null()]),
  isOverdue: Type.Boolean(),
  supervised: Type.Boolean(),
  returns: Type.Integer(),
  nudges: Type.Integer(),
  reports: Type.Integer(),
  rating: Type.Union([Type.Integer(), Type.Null()]),
  seq: Type.Integer(),
  demo: Type.Boolean(),
})

/** Something the actor may do now, with the fields it asks. */
export const offer = Type.Object({
  action: Type.String(),
  step: Type.Optional(Type.String()),
  title: words,
  fields: anyObject,
})
