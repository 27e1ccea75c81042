export { DispatchSolver, type Solved } from './solve/dispatch-solver.ts'
