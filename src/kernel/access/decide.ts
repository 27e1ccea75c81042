import type { Words } from '../words.ts'
import { type Actor, isWithin, type Level, type Post, type Role } from './actor.ts'

/**
 * How the actor must stand to the thing acted upon.
 * - `any`: no matter
 * - `own`: the actor is its owner (reporter, applicant, account holder)
 * - `link`: the actor presented the thing's secret short code
 * - `holds`: the post's office holds it now
 * - `helps`: the post's office was asked to help
 * - `over`: the post's office stands over the holder in the tree, or is the holder (never sideways)
 * - `involved`: an office that has or had it lies at or below the post's office
 * - `ahead`: an office that is going to have it lies at or below the post's office
 */
export type Relation = 'any' | 'own' | 'link' | 'holds' | 'helps' | 'over' | 'involved' | 'ahead'

/** One way to be allowed. `anyone` includes people who are not signed in; `service` is an outside program with the scope. */
export type Grant = {
  readonly who: Role | 'anyone' | 'signed-in' | 'service' | 'system'
  readonly relation: Relation
  /** Only posts at these levels of the tree. */
  readonly levels?: readonly Level[]
}

/** How much harm a leak would do to a person: decides masks, purpose and log. */
export type Grade = 'public' | 'internal' | 'personal' | 'sensitive'

/** What may be done, by whom. The table of all permissions generates the tests and the page of rights. */
export type Permission = {
  /** `room.verb`, unique in the city. */
  readonly action: string
  readonly title: Words
  /** A token must carry this scope (or `*`). */
  readonly scope: string
  readonly grants: readonly Grant[]
  /** The highest grade of what it shows; from `personal` on every use is logged with its purpose. */
  readonly grade: Grade
  /** Does it change anything? Every change is logged. */
  readonly changes: boolean
}

/** What a decision needs to know of the thing acted upon. Paths as in `Post.path`. */
export type Resource = {
  readonly owner?: string
  readonly code?: string
  /** A short code that this very request presented, where the actor does not carry it. */
  readonly presented?: string
  /** Paths of the offices that hold it now. */
  readonly holders?: readonly string[]
  /** Paths of the offices asked to help. */
  readonly helpers?: readonly string[]
  /** Paths of all offices that have or had it. */
  readonly involved?: readonly string[]
  /** Paths of the offices that are going to have it. */
  readonly ahead?: readonly string[]
}

/** The answer, with its reason and the post that carried it, kept in the audit. */
export type Decision = {
  readonly allowed: boolean
  readonly reason: Words
  readonly post?: Post
  readonly grant?: Grant
}

const noResource: Resource = Object.freeze({})

function stands(relation: Relation, actor: Actor, post: Post | undefined, thing: Resource): boolean {
  switch (relation) {
    case 'any':
      return true
    case 'own':
      return thing.owner !== undefined && actor.kind !== 'anonymous' && thing.owner === actor.id
    case 'link':
      return (
        thing.code !== undefined && (thing.presented === thing.code || (actor.links?.includes(thing.code) ?? false))
      )
    case 'holds':
      return post !== undefined && (thing.holders?.includes(post.path) ?? false)
    case 'helps':
      return post !== undefined && (thing.helpers?.includes(post.path) ?? false)
    case 'over':
      return post !== undefined && (thing.holders?.some((path) => isWithin(path, post.path)) ?? false)
    case 'involved':
      return post !== undefined && (thing.involved?.some((path) => isWithin(path, post.path)) ?? false)
    case 'ahead':
      return post !== undefined && (thing.ahead?.some((path) => isWithin(path, post.path)) ?? false)
  }
}

function carries(grant: Grant, actor: Actor, thing: Resource): { post?: Post } | undefined {
  switch (grant.who) {
    case 'anyone':
      return stands(grant.relation, actor, undefined, thing) ? {} : undefined
    case 'signed-in':
      return actor.kind === 'person' && stands(grant.relation, actor, undefined, thing) ? {} : undefined
    case 'service':
      return actor.kind === 'service' && actor.id !== 'system' && stands(grant.relation, actor, undefined, thing)
        ? {}
        : undefined
    case 'system':
      return actor.kind === 'service' && actor.id === 'system' ? {} : undefined
    default: {
      const post = actor.posts.find(
        (held) =>
          held.role === grant.who &&
          (grant.levels === undefined || grant.levels.includes(held.level)) &&
          stands(grant.relation, actor, held, thing),
      )
      return post && { post }
    }
  }
}

/**
 * May this actor do this to this thing? Deny by default; pure, the same in server and browser (which uses it only to
 * decide what to show). An unknown permission, a missing scope or no matching grant denies, and says why.
 */
export function decide(actor: Actor, permission: Permission | undefined, thing: Resource = noResource): Decision {
  if (permission === undefined)
    return denied({ zh: '未声明的操作，一律拒绝', en: 'Not a declared action: always refused' })
  const scoped = actor.scopes.includes('*') || actor.scopes.includes(permission.scope)
  if (!scoped)
    return denied({
      zh: `令牌缺少权限范围“${permission.scope}”`,
      en: `The token lacks the scope "${permission.scope}"`,
    })
  for (const grant of permission.grants) {
    const by = carries(grant, actor, thing)
    if (by) return { allowed: true, grant, post: by.post, reason: reasonFor(grant, by.post) }
  }
  return denied({
    zh: `您的岗位不能“${permission.title.zh}”`,
    en: `None of your posts may "${permission.title.en}" here`,
  })
}

const denied = (reason: Words): Decision => ({ allowed: false, reason })

function reasonFor(grant: Grant, post: Post | undefined): Words {
  const who = post ? `${post.role} @ ${post.path}` : grant.who
  return { zh: `依据 ${who} · ${grant.relation}`, en: `As ${who} · ${grant.relation}` }
}
