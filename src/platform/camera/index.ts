export { type Camera, cameraRoom } from './camera-room.ts'
export type { CameraCases, CameraParts, CaseKnown, CasePicture } from './parts.ts'
export { outlined } from './picture/outlines.ts'
