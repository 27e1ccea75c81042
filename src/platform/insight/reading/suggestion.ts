import { type Static, Type } from 'typebox'

const words = Type.Object({ zh: Type.String(), en: Type.String() })

/** One thing that is suggested for a field of the sorting step. */
export const guess = Type.Object({
  value: Type.String(),
  /** Probability that it is right (of a class: its first level); absent where nothing was learnt that could tell. */
  confidence: Type.Optional(Type.Number()),
  /** Words of the message that weighed for (positive) or against it. */
  words: Type.Optional(Type.Array(Type.Object({ word: Type.String(), weight: Type.Number() }))),
  /** The reason in a sentence. */
  why: Type.Optional(words),
  /** What else it might be, likeliest first. */
  others: Type.Optional(Type.Array(Type.Object({ value: Type.String(), confidence: Type.Number() }))),
})

/** An earlier case that is probably about the same thing, and why. */
export const twin = Type.Object({
  id: Type.String(),
  number: Type.String(),
  title: Type.String(),
  status: Type.String(),
  openedAt: Type.String(),
  /** How many people reported it. */
  reports: Type.Integer(),
  /** 0–1; no probability. */
  likeness: Type.Number(),
  /** Words and places that both name. */
  words: Type.Array(Type.String()),
  places: Type.Array(Type.String()),
  /** Metres between the two, where both points are known. */
  metres: Type.Optional(Type.Integer()),
  /** Days between the two. */
  days: Type.Integer(),
})

/** How a class was found. */
const classBasis = Type.Object({
  /** `learnt` from decisions; `names`: its own name stands in the message; `file`: another system said so. */
  basis: Type.Union([Type.Literal('learnt'), Type.Literal('names'), Type.Literal('file')]),
  /** The words given as reasons, `rest` and `bias` sum to `score`, the score of the first level. */
  rest: Type.Number(),
  bias: Type.Number(),
  score: Type.Number(),
  /** Deeper classes whose names stand in the message, with those words; strength 0–1 is no probability. */
  deeper: Type.Array(Type.Object({ code: Type.String(), strength: Type.Number(), words: Type.Array(Type.String()) })),
  /** Whether the pack's taxonomy has it. */
  isKnown: Type.Boolean(),
})

/** All that is suggested for the sorting of a case, kept with the case. Instants are ISO, UTC. */
export const suggestion = Type.Object({
  madeAt: Type.String(),
  /** Version of the model of classes; absent while there is none. */
  model: Type.Optional(Type.String()),
  /** By the name of a field of the sorting step: one key accepts them all. */
  fields: Type.Record(Type.String(), guess),
  class: Type.Union([classBasis, Type.Null()]),
  /** 0 ordinary, 1 urgent, 2 an emergency now. */
  urgency: Type.Integer(),
  /** Names of places in the message. */
  places: Type.Array(Type.String()),
  /** Where it lies: told by the reporter, or read from the words. */
  division: Type.Union([
    Type.Object({
      code: Type.String(),
      from: Type.Union([Type.Literal('reporter'), Type.Literal('words')]),
      address: Type.Optional(Type.String()),
    }),
    Type.Null(),
  ]),
  twins: Type.Array(twin),
  topic: Type.Union([Type.Object({ id: Type.String(), title: Type.String(), messages: Type.Integer() }), Type.Null()]),
  /** Whether class and office are known and the pack's bar of confidence is met; else `unsure` says why not. */
  isSure: Type.Boolean(),
  unsure: Type.Union([words, Type.Null()]),
})

export type Guess = Static<typeof guess>
export type Twin = Static<typeof twin>
export type ClassBasis = Static<typeof classBasis>
export type Suggestion = Static<typeof suggestion>
