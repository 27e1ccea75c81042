import { Type } from 'typebox'

/** A text in both languages. */
export const WordsSchema = Type.Object({ zh: Type.String(), en: Type.String() })

/** Longitude, latitude in WGS 84 degrees. */
export const PointSchema = Type.Tuple([Type.Number(), Type.Number()])

/** A division code of 6, 9 or 12 digits. */
export const DivisionCodeSchema = Type.String({ pattern: '^[0-9]{6}([0-9]{3}([0-9]{3})?)?$' })

/** A division as lists show it. */
export const DivisionView = Type.Object({
  code: Type.String(),
  title: WordsSchema,
  level: Type.String(),
  parent: Type.Optional(Type.String()),
  centre: Type.Optional(PointSchema),
  /** Number of divisions right below. */
  children: Type.Integer(),
  isSketch: Type.Boolean(),
})

/** A place found for a text. */
export const FoundPlaceView = Type.Object({
  address: Type.String(),
  point: PointSchema,
  /** How it was found; `suggestion` completes what was typed. */
  precision: Type.String(),
  /** Metres within which it should lie. */
  radius: Type.Optional(Type.Number()),
  /** 0 to 1: share of places found this way that lay within the radius when it was measured. */
  confidence: Type.Optional(Type.Number()),
  division: Type.Optional(Type.String()),
  district: Type.Optional(Type.String()),
  street: Type.Optional(Type.String()),
  isSketch: Type.Boolean(),
  why: Type.Optional(WordsSchema),
})

/** A GeoJSON feature collection (RFC 7946); geometry is not described further. */
export const FeatureCollectionSchema = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      id: Type.String(),
      geometry: Type.Unknown(),
      properties: Type.Object({
        code: Type.String(),
        title: WordsSchema,
        parent: Type.Optional(Type.String()),
        centre: PointSchema,
        isSketch: Type.Boolean(),
      }),
    }),
  ),
})
