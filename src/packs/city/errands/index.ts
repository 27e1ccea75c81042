export { errandKinds, skills, vehicles } from './errands.ts'
