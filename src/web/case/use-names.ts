import { useQueries, useQuery } from '@tanstack/react-query'
import type { OfficeRef } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { Words } from '../../kernel/words.ts'
import { officeNamesQuery, officesQuery } from '../api/offices.ts'
import { type Say, useSay } from '../kit/index.ts'

/** Gives the name of an office by id, or its id while the name is not known. */
export type OfficeName = (id: string | null | undefined) => string

/**
 * Names of offices: those of city, districts and streets at once; for grids and committees name the ones that are shown,
 * with their paths.
 */
export function useOfficeNames(refs: readonly OfficeRef[] = []): OfficeName {
  const say = useSay()
  const { data: known } = useQuery(officeNamesQuery)
  const lacking = known
    ? [...new Map(refs.filter((ref) => !known.has(ref.office)).map((ref) => [ref.office, ref])).values()]
    : []
  // Asked street by street: however many grids a list names, those of one street are one question.
  const parents = [...new Set(lacking.map((ref) => ref.path.split('/').at(-2) ?? ''))].filter(Boolean)
  const more = useQueries({ queries: parents.map((parent) => officesQuery({ parent, limit: 1000 })) })
  const found = new Map(more.flatMap(({ data }) => data?.items.map(({ id, title }) => [id, title] as const) ?? []))
  return (id) => {
    if (!id) return ''
    const title: Words | undefined = known?.get(id)?.title ?? found.get(id)
    return title ? say(title) : id
  }
}

/** The name of a class of a pack: the last level, with those above it when asked. */
export function className(say: Say, pack: Pack | undefined, code: string, whole = false): string {
  const classes = Object.values(pack?.taxonomies ?? {}).flatMap((taxonomy) => taxonomy.classes)
  const nameOf = (one: string): string => {
    const found = classes.find((each) => each.code === one)
    return found ? say(found.title) : (one.split('/').at(-1) ?? one)
  }
  if (!whole) return nameOf(code)
  const parts = code.split('/')
  return parts.map((_, index) => nameOf(parts.slice(0, index + 1).join('/'))).join(' / ')
}
