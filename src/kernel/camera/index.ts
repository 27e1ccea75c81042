export { type CameraEvent, mostRegions, readCameraEvent } from './camera-event.ts'
export {
  type CameraKind,
  cameraKindFacts,
  cameraKinds,
  type RejectReason,
  rejectReasons,
} from './kinds.ts'
export { type ViewPurpose, viewPurposes } from './purposes.ts'
export { type Box, type Mask, maskFor, type Region, type RegionKind } from './regions.ts'
export {
  type CameraTerm,
  type CameraTermValues,
  cameraTerms,
  isCameraTerm,
  usualCameraTerms,
} from './terms.ts'
