import type { Found, Page } from '../query/entity-query.ts'
import type { Ask } from './ask.ts'
import { root } from './paths.ts'

// The form of clause 6.3.10: what comes is of the same media type.
const written = ({ accept }: Pick<Ask, 'accept'>, target: string, rel: string): string =>
  `<${target}>;rel="${rel}";type="${accept}"`

/**
 * Links to the pages before and after (clause 6.3.10). Without an order of its own a page is found by the key of its neighbour, so the
 * millionth costs what the first did and nothing is seen twice; `offset` goes along for those who read it.
 */
export function pageLinks(asked: Pick<Ask, 'query' | 'request' | 'accept'>, page: Page, found: Found): string[] {
  const { limit, offset = 0, orderBy, before } = page
  if (limit === 0) return []
  const path = asked.request.url.split('?')[0] ?? `${root}/entities`
  const link = (rel: string, more: Readonly<Record<string, number>>) => {
    const { after: _, before: __, offset: ___, ...rest } = asked.query
    const query = new URLSearchParams({ ...rest, limit: String(limit) })
    for (const [name, value] of Object.entries(more)) query.set(name, String(value))
    return written(asked, `${path}?${query}`, rel)
  }
  const [first, last] = [found.entities[0], found.entities.at(-1)]
  const isBack = before !== undefined
  const hasNext = isBack || found.hasMore
  const hasPrev = isBack ? found.hasMore : offset > 0 || page.after !== undefined
  const links: string[] = []
  if (hasPrev) {
    const key: Record<string, number> = orderBy || !first ? {} : { before: first.key }
    links.push(link('prev', { offset: Math.max(0, offset - limit), ...key }))
  }
  if (hasNext) {
    const key: Record<string, number> = orderBy || !last ? {} : { after: last.key }
    links.push(link('next', { offset: offset + limit, ...key }))
  }
  return links
}

/** Links to the pages before and after of a list that is read by offset. A map that was asked for is made but once. */
export function listLinks(asked: Pick<Ask, 'query' | 'request' | 'accept'>, page: Page, hasMore: boolean): string[] {
  const path = asked.request.url.split('?')[0] ?? ''
  const link = (rel: string, offset: number) => {
    const { entityMap: _, ...rest } = asked.query
    const query = new URLSearchParams({ ...rest, limit: String(page.limit), offset: String(offset) })
    return written(asked, `${path}?${query}`, rel)
  }
  const { offset = 0, limit } = page
  return [
    ...(offset > 0 ? [link('prev', Math.max(0, offset - limit))] : []),
    ...(hasMore && limit > 0 ? [link('next', offset + limit)] : []),
  ]
}
