import type { NearCase } from '../../api/cases.ts'
import type { Twin } from '../../api/insight.ts'

/** A report of somebody else that may be about the same thing. */
export type KnownCase = {
  readonly id: string
  readonly title: string
  readonly titleEn?: string | null
  readonly status: string
  readonly openedAt: string
  readonly reports: number
  readonly metres?: number
  /** It says much the same, not only happened near by. */
  readonly isLike: boolean
  readonly demo: boolean
}

/** What is known already: what says the same first, then what is merely near, nothing twice. */
export function knownCases(
  similar: readonly (Twin & { readonly demo: boolean })[],
  near: readonly NearCase[],
): readonly KnownCase[] {
  const like = similar.map(
    ({ id, title, status, openedAt, reports, metres, demo }): KnownCase => ({
      ...{ id, title, status, openedAt, reports, demo, isLike: true },
      ...(metres !== undefined && { metres }),
    }),
  )
  const known = new Set(like.map((one) => one.id))
  const other = near
    .filter((one) => !known.has(one.id))
    .map(
      ({ id, title, titleEn, status, openedAt, reports, metres, demo }): KnownCase => ({
        ...{ id, title, titleEn, status, openedAt, reports, metres, demo, isLike: false },
      }),
    )
  return [...like, ...other]
}
