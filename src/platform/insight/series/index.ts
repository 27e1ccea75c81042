export { insightSeriesErrors } from './errors.ts'
export { type SeriesDoors, type SeriesPart, seriesPart } from './part.ts'
export type { SeriesSight } from './questions.ts'
