import { type TSchema, Type } from 'typebox'
import type { Sign, SignBounds, SignSettings, SignSource } from '../../../kernel/signs/index.ts'
import { instant, words } from '../api/schemas.ts'
import type { SignParts } from './parts.ts'
import type { Breach } from './shown.ts'

/** A value or null. */
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

const optionalNumber = Type.Optional(Type.Number())
const standing = Type.Enum(['calm', 'notice', 'warning', 'serious', 'critical'])

const BoundsSchema = Type.Object({
  side: Type.Union([Type.Literal('high'), Type.Literal('low')]),
  when: Type.Optional(
    Type.Object({
      months: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 12 }), { maxItems: 12 })),
      hours: Type.Optional(
        Type.Tuple([Type.Integer({ minimum: 0, maximum: 24 }), Type.Integer({ minimum: 0, maximum: 24 })]),
      ),
      levels: Type.Optional(
        Type.Array(Type.Enum(['city', 'district', 'street']), {
          maxItems: 3,
        }),
      ),
      places: Type.Optional(Type.Array(Type.String({ pattern: '^\\d{6}(\\d{3})?$' }), { maxItems: 300 })),
    }),
  ),
  ...{ notice: optionalNumber, warning: optionalNumber, serious: optionalNumber, critical: optionalNumber },
})

/** Bounds, hysteresis and whether the sign is judged at all. */
export const SettingsSchema = Type.Object({
  bounds: Type.Array(BoundsSchema, { maxItems: 40 }),
  ease: Type.Number({ minimum: 0 }),
  rises: Type.Integer({ minimum: 1, maximum: 100 }),
  falls: Type.Integer({ minimum: 1, maximum: 100 }),
  isOff: Type.Optional(Type.Boolean()),
})

/** What names a sign. */
export const SignSchema = Type.Object({
  code: Type.String(),
  class: Type.String(),
  title: words,
  definition: words,
  unit: words,
  digits: Type.Integer(),
})

/** What a sign is computed from. */
export const SourceSchema = Type.Object({
  from: Type.String(),
  profile: Type.Optional(Type.String()),
  measure: Type.Optional(Type.String()),
  within: Type.Optional(Type.String()),
  window: Type.Optional(Type.Integer()),
  across: Type.Optional(Type.String()),
  per: Type.Optional(Type.String()),
  pack: Type.Optional(Type.String()),
  class: Type.Optional(Type.String()),
  channel: Type.Optional(Type.String()),
  count: Type.Optional(Type.String()),
  over: Type.Optional(Type.Integer()),
})

/** Where a sign stands in a place. */
export const StandingSchema = Type.Object({
  sign: Type.String(),
  place: Type.String(),
  at: instant,
  value: nullable(Type.Number()),
  /** Sources it has here, how many of them reported, and whether these are enough to rely upon it. */
  sources: Type.Integer(),
  reporting: Type.Integer(),
  isSure: Type.Boolean(),
  newest: nullable(instant),
  isDemo: Type.Boolean(),
  facts: nullable(Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]))),
  standing,
  since: instant,
})

/** A warning of a sign that left its bounds. */
export const BreachSchema = Type.Object({
  id: Type.String(),
  sign: Type.String(),
  title: words,
  unit: words,
  place: Type.String(),
  placeTitle: words,
  level: standing,
  worst: standing,
  began: instant,
  levelSince: instant,
  /** When it reached its level. */
  value: Type.Number(),
  ended: nullable(instant),
  seen: nullable(instant),
  seenBy: nullable(Type.String()),
  isDemo: Type.Boolean(),
})

/** What names a sign, as it is shown. */
export const shownOf = ({ code, class: of, title, definition, unit, digits }: Sign) => ({
  ...{ code, class: of, title, definition, unit, digits },
})

/** Bounds as they are shown. */
export const boundsShown = ({ when, ...bounds }: SignBounds) => ({
  ...bounds,
  ...(when && {
    when: {
      ...(when.months && { months: [...when.months] }),
      ...(when.hours && { hours: [when.hours[0], when.hours[1]] as [number, number] }), // both are there
      ...(when.levels && { levels: [...when.levels] }),
      ...(when.places && { places: [...when.places] }),
    },
  }),
})

/** Settings as they are shown. */
export const settingsShown = ({ bounds, ...settings }: SignSettings) => ({
  ...settings,
  bounds: bounds.map(boundsShown),
})

/** What a sign is computed from, as it is shown. */
export function sourceShown(source: SignSource) {
  const { from } = source
  switch (from) {
    case 'readings': {
      const { profile, measure, within, window, across, per } = source
      return { from, profile, measure, within, window, across, ...(per !== undefined && { per }) }
    }
    case 'air-index':
      return { from, profile: source.profile }
    case 'cases': {
      const { pack, class: of, channel, count, over } = source
      return {
        ...{ from, count, ...(pack !== undefined && { pack }), ...(of !== undefined && { class: of }) },
        ...(channel !== undefined && { channel }),
        ...(over !== undefined && { over }),
      }
    }
    case 'devices':
    case 'alarms':
    case 'outside':
      return { from }
  }
}

/** Warnings with the names of their signs and places; those of signs that are declared no more are left out. */
export function breachesShown(
  breaches: readonly Breach[],
  { placeTitle, shelf }: Pick<SignParts, 'placeTitle'> & { readonly shelf: { readonly all: readonly Sign[] } },
) {
  const signs = new Map(shelf.all.map((sign) => [sign.code, sign]))
  return breaches.flatMap((one) => {
    const sign = signs.get(one.sign)
    return sign ? [{ ...one, title: sign.title, unit: sign.unit, placeTitle: placeTitle(one.place) }] : []
  })
}
