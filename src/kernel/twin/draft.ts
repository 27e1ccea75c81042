import type { AttributeInstance, Attributes, Entity } from './entity.ts'

/** An instance before it is kept: the store stamps times and gives it its id in history. */
export type AttributeDraft = Omit<AttributeInstance, 'createdAt' | 'modifiedAt' | 'instance' | 'sub'> & {
  readonly sub?: Drafts
  readonly createdAt?: string
  readonly modifiedAt?: string
  readonly instance?: string
}

/** Drafts by expanded name. */
export type Drafts = { readonly [name: string]: readonly AttributeDraft[] }

/** An entity before it is kept. What is not said is as for a thing that nobody answers for and not everybody sees. */
export type EntityDraft = Pick<Entity, 'id' | 'types'> &
  Partial<Omit<Entity, 'id' | 'types' | 'attributes' | 'createdAt' | 'modifiedAt'>> & { readonly attributes: Drafts }

const without = (drafts: readonly AttributeDraft[] | undefined, dataset: string) =>
  drafts?.find((one) => one.dataset === dataset)

/** Is this very instance kept already? */
export const isKept = (draft: AttributeDraft, before: AttributeInstance | undefined): boolean =>
  before !== undefined && draft.instance === before.instance && draft.modifiedAt === before.modifiedAt

/**
 * Stamps drafts: an instance that is kept already stays as it is; one that takes the place of another keeps the time that one was
 * created. `newId` gives ids for history.
 */
export function stamped(
  drafts: Drafts,
  before: Attributes | undefined,
  now: string,
  newId: () => string,
): Record<string, AttributeInstance[]> {
  const all: Record<string, AttributeInstance[]> = {}
  for (const [name, instances] of Object.entries(drafts)) {
    // Kept instances are complete: what is found here was stamped before.
    const old = before?.[name]
    all[name] = instances.map((draft) => {
      const previous = without(old, draft.dataset) as AttributeInstance | undefined // instances that are kept carry all stamps
      if (previous !== undefined && isKept(draft, previous)) return previous
      return {
        ...draft,
        ...(draft.sub !== undefined && { sub: stamped(draft.sub, previous?.sub, now, newId) }),
        createdAt: previous?.createdAt ?? now,
        modifiedAt: now,
        instance: newId(),
      } as AttributeInstance // `sub` is stamped on the line above
    })
  }
  return all
}
