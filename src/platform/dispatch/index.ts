export { type LoadedCrew, loadCrews } from './crews/load-crews.ts'
export { type DispatchRoomParts, dispatchRoom } from './dispatch-room.ts'
export { DispatchSolver, type Solved } from './solve/dispatch-solver.ts'
