import { type TSchema, Type } from 'typebox'
import { outsideChannels } from '../model.ts'

/** An object without further fields: what is sent but not known is refused, not ignored. */
export const closed = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

/** A text in both languages. */
export const WordsSchema = closed({ zh: Type.String(), en: Type.String() })
/** An instant, ISO 8601 in UTC. */
export const InstantSchema = Type.String({ format: 'date-time' })
/** A UUID. */
export const IdSchema = Type.String({ format: 'uuid' })
/** `/:id` */
export const idParams = Type.Object({ id: IdSchema })
/** A way out of the house. */
export const ChannelSchema = Type.Enum([...outsideChannels])
/** A page of a list, newest first: how many, and the id that the last page ended with. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
  before: Type.Optional(IdSchema),
}
