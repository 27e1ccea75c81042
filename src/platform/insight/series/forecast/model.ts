import type { Regular } from '../shape/regular.ts'

/** Ways to forecast: two naive ones, which every other must beat, and those that learn. */
export const modelNames = ['seasonal-naive', 'last-value', 'profile', 'mstl-ets', 'blend'] as const

/** One of the ways. */
export type ModelName = (typeof modelNames)[number]

/** What must be beaten before it is offered. */
export const isNaive = (name: ModelName): boolean => name === 'seasonal-naive' || name === 'last-value'

/** Predicts the values at instants after the end of a series, in its unit. Sees nothing but the past it is given. */
export type Predict = (past: Regular, future: Float64Array) => Float64Array
