export { airIndex, airWindows, individualIndex, type Pollutant, pollutants } from './air-index.ts'
export { boundsAt, type Holding, type SignPlace, standingAt, type Where } from './bounds.ts'
export { type ChangePoint, changePoint } from './change-point.ts'
export { settingsFaults, signErrors, signFaults, windowsOf } from './check-sign.ts'
export { type SignClass, signClasses } from './classes.ts'
export { type Part, type WeighingPart, weighingParts } from './diagnose.ts'
export {
  type Across,
  type AirIndexSource,
  type AlarmsSource,
  type Basis,
  type BoundsWhen,
  type CasesSource,
  type DevicesSource,
  type OutsideSource,
  type PlaceLevel,
  type ReadingsSource,
  rankOf,
  type Sign,
  type SignBounds,
  type SignLevel,
  type SignSettings,
  type SignSource,
  type SignStanding,
  signLevels,
  type Within,
} from './sign.ts'
export { type Computed, newState, nextState, type SignState } from './standing.ts'
export {
  couldOnlyWorsen,
  type DeviceValue,
  type PlaceValue,
  placeValue,
  type WindowFigures,
  windowValue,
} from './values.ts'
