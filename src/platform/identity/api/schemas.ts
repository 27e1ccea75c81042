import { type TSchema, Type } from 'typebox'
import { type Level, roles } from '../../../kernel/access/index.ts'

/** One of these texts. */
const oneOf = <T extends string>(...values: T[]) => Type.Enum<T[]>(values)
/** An object without further fields: what is sent but not known is refused, not ignored. */
const closed = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

const levels: readonly Level[] = ['city', 'district', 'street', 'grid', 'community']
/** A text in both languages. */
export const WordsSchema = closed({
  zh: Type.String({ minLength: 1, maxLength: 200 }),
  en: Type.String({ minLength: 1, maxLength: 200 }),
})
/** A level of the tree. */
export const LevelSchema = oneOf(...levels)
/** A role of a post. */
export const RoleSchema = oneOf(...roles)
/** An instant, ISO 8601 in UTC. */
export const InstantSchema = Type.String({ format: 'date-time' })
/** A UUID. */
export const IdSchema = Type.String({ format: 'uuid' })
/** An office's id. */
export const OfficeIdSchema = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,62}$' })
/** A path in the tree of offices. */
export const PathSchema = Type.String({ pattern: '^(/[a-z0-9][a-z0-9.-]{0,62})+$', maxLength: 600 })
/** What sort of actor somebody is. */
export const KindSchema = oneOf('resident', 'official', 'service')
/** A language. */
export const LocaleSchema = oneOf('zh', 'en')
/** A password as typed; what it must be like is looked at by `passwordFault`. */
export const PasswordSchema = Type.String({ minLength: 1, maxLength: 512 })
/** A person's or firm's name. */
export const NameSchema = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
/** A page of a list: how many, and where the last page ended. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(Type.String({ maxLength: 400 })),
}
/** `/:id` of a person, session, token … */
export const idParams = Type.Object({ id: IdSchema })
/** `/:id` of an office. */
export const officeParams = Type.Object({ id: OfficeIdSchema })

/** A post as the session shows it. */
export const PostView = Type.Object({
  office: Type.String(),
  path: Type.String(),
  role: RoleSchema,
  level: LevelSchema,
  title: WordsSchema,
  delegatedBy: Type.Optional(Type.String()),
})

/** Who is signed in, and what the screens need to know before anything else. */
export const SessionView = Type.Object({
  actor: Type.Object({
    id: Type.String(),
    kind: oneOf('anonymous', 'person', 'service'),
    name: Type.String(),
    posts: Type.Array(PostView),
  }),
  demo: Type.Boolean(),
  version: Type.String(),
  city: Type.Object({
    title: WordsSchema,
    centre: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
    bounds: Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }),
  }),
})

/** A post with its term. */
export const HeldPostView = Type.Object({
  id: Type.String(),
  office: Type.String(),
  path: Type.String(),
  level: LevelSchema,
  role: RoleSchema,
  title: WordsSchema,
  from: InstantSchema,
  until: Type.Optional(InstantSchema),
})

/** A person as lists show one: personal fields masked. */
export const PersonView = Type.Object({
  id: Type.String(),
  kind: KindSchema,
  name: Type.String(),
  login: Type.Optional(Type.String()),
  locale: LocaleSchema,
  status: oneOf('active', 'inactive', 'erased'),
  phone: Type.Optional(Type.String()),
  posts: Type.Array(HeldPostView),
})

/** Personal fields in full. */
export const PersonalView = Type.Object({
  phone: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  citizenNumber: Type.Optional(Type.String()),
})

const orNone = <S extends TSchema>(schema: S) => Type.Optional(Type.Union([schema, Type.Null()]))

/** Personal fields as entered; `null` takes one away. */
export const PersonalBody = closed({
  phone: orNone(Type.String({ minLength: 1, maxLength: 40 })),
  email: orNone(Type.String({ minLength: 1, maxLength: 254 })),
  citizenNumber: orNone(Type.String({ minLength: 1, maxLength: 18 })),
})

/** A post somebody is to hold. */
export const WantedPostBody = closed({ office: OfficeIdSchema, role: RoleSchema, from: Type.Optional(InstantSchema) })

/** An office. */
export const OfficeView = Type.Object({
  id: Type.String(),
  path: Type.String(),
  parent: Type.Optional(Type.String()),
  level: LevelSchema,
  kind: Type.String(),
  division: Type.Optional(Type.String()),
  title: WordsSchema,
  openSince: Type.String(),
  abolishedAt: Type.Optional(InstantSchema),
  successor: Type.Optional(Type.String()),
  /** How many open offices stand right below. */
  children: Type.Integer(),
})

/** A firm and who acts for it. */
export const FirmView = Type.Object({
  id: Type.String(),
  creditCode: Type.String(),
  name: Type.String(),
  status: oneOf('active', 'closed'),
  agents: Type.Array(
    Type.Object({ person: Type.String(), name: Type.String(), kind: oneOf('legal-representative', 'agent') }),
  ),
})

/** A delegation. */
export const DelegationView = Type.Object({
  id: Type.String(),
  absent: Type.Object({ id: Type.String(), name: Type.String() }),
  deputy: Type.Object({ id: Type.String(), name: Type.String() }),
  posts: Type.Array(Type.Object({ id: Type.String(), office: Type.String(), path: Type.String(), role: RoleSchema })),
  from: InstantSchema,
  until: InstantSchema,
  reason: Type.String(),
  madeBy: Type.String(),
  madeAt: InstantSchema,
  revokedAt: Type.Optional(InstantSchema),
})

export { closed, oneOf }
