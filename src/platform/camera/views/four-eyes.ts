import { type Actor, type Decision, decide, type Permission, type Resource } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'

/**
 * An actor with the posts in his own name alone. Who acts as a deputy acts with somebody else's right: two rights of one person
 * are not four eyes, so a full view is neither asked for nor approved by deputy.
 */
export const inOwnName = (actor: Actor): Actor => ({
  ...actor,
  posts: actor.posts.filter(({ delegatedBy }) => delegatedBy === undefined),
})

/** Decides by posts in one's own name. Programs are nobody here: they have none. */
export const decideInOwnName = (actor: Actor, permission: Permission, thing: Resource): Decision =>
  decide(inOwnName(actor), permission, thing)

/** Who asked. */
export type Asker = { readonly askedBy: string }

/** Why this person may not approve that request; `undefined` when nothing stands against it. */
export function whyNotApprove(
  actor: Actor,
  { askedBy }: Asker,
  permission: Permission,
  thing: Resource,
): Words | undefined {
  if (actor.id === askedBy) return { zh: '申请人不能批准自己的申请', en: 'nobody approves what he asked himself' }
  if (actor.posts.some(({ delegatedBy }) => delegatedBy === askedBy))
    return { zh: '您正在代理申请人的岗位', en: 'you are the deputy of whoever asked' }
  const own = decideInOwnName(actor, permission, thing)
  if (own.allowed) return undefined
  return decide(actor, permission, thing).allowed
    ? { zh: '代理岗位不能批准', en: 'a post that one holds as a deputy does not do' }
    : own.reason
}
