export { type Actor, anonymous, isWithin, type Level, type Post, type Role, roles, systemActor } from './actor.ts'
export {
  type Decision,
  decide,
  type Grade,
  type Grant,
  type Permission,
  type Relation,
  type Resource,
} from './decide.ts'
