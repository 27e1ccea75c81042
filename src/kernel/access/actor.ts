import type { Words } from '../words.ts'

/** The five levels of city operation (三级平台五级应用): city, district, street or town, grid, community (居村). */
export type Level = 'city' | 'district' | 'street' | 'grid' | 'community'

/** What a post lets its holder do; a person may hold several posts, each in one office. */
export type Role =
  | 'operator' // hotline operator (话务员)
  | 'sorter' // sorts and dispatches new messages (分拣员)
  | 'dispatcher' // dispatches and approves within his part of the tree (派单员)
  | 'clerk' // handles in an office (承办人)
  | 'grid-member' // handles on the street (网格员)
  | 'supervisor' // watches what is late, nudges, re-checks (督办员)
  | 'duty-officer' // watches over the city (值班长)
  | 'data-officer' // answers for data of an office (数据专员)
  | 'administrator' // people, offices, packs, jobs
  | 'auditor' // reads the audit trail, changes nothing

/** Every role, for forms and tables. */
export const roles: readonly Role[] = [
  'operator',
  'sorter',
  'dispatcher',
  'clerk',
  'grid-member',
  'supervisor',
  'duty-officer',
  'data-officer',
  'administrator',
  'auditor',
]

/**
 * A post (岗位): one role in one office.
 * `path` is the office's place in the tree: ids from the city office down, joined and led by `/`, e.g. `/sh/310101/310101002`.
 */
export type Post = {
  readonly office: string
  readonly path: string
  readonly level: Level
  readonly role: Role
  readonly title: Words
  /** Set when the post is held for somebody absent (代理): the id of the person it belongs to. */
  readonly delegatedBy?: string
}

/** Who acts: nobody known, a person, or an outside program. `scopes` limits a token; a browser session has all (`*`). */
export type Actor = {
  readonly id: string
  readonly kind: 'anonymous' | 'person' | 'service'
  readonly name: string
  readonly posts: readonly Post[]
  readonly scopes: readonly string[]
  /** Short codes of cases whose secret link this actor presented in this request. */
  readonly links?: readonly string[]
}

/** Somebody who has not signed in. */
export const anonymous: Actor = Object.freeze({
  id: 'anonymous',
  kind: 'anonymous',
  name: '',
  posts: [],
  scopes: ['*'],
})

/** The city's own clockwork: jobs and clocks that act without a person. May only what a permission grants to `system`. */
export const systemActor: Actor = Object.freeze({
  id: 'system',
  kind: 'service',
  name: 'Shudu',
  posts: [],
  scopes: ['*'],
})

/** Is `path` the office `above` or one below it in the tree? */
export const isWithin = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`)
