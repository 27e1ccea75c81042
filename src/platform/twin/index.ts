export type { Changes, EntityChange, ToldChange } from './changes.ts'
export { twinErrors } from './errors.ts'
export {
  type LayerImport,
  type LayerImports,
  type LayerReceipt,
  type LayerSettings,
  refusalsOf,
} from './imports/index.ts'
export {
  binaryCopy,
  type ChangedSeries,
  ColumnBatch,
  type Last,
  type ObservationColumns,
  type Observations,
  type Observed,
  type RangeQuestion,
  type SeriesKey,
  type Stepped,
  type StepQuestion,
  type Written,
} from './observations/index.ts'
export { type Twin, type TwinOptions, twinRoom } from './room.ts'
export { type Sight, sightOf } from './sight.ts'
export { isFaultOfSender, type SensorThings, staTopics } from './sta/door.ts'
export type { OfModel, TaskingModel } from './sta/write/models.ts'
export type { Companion, Done, Entities, Work } from './store/entity-store.ts'
export type { StoredEntity } from './store/rows.ts'
