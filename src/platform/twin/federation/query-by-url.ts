import { isObject, type Json, type JsonObject } from '../../../kernel/twin/index.ts'
import type { Passed } from './passing.ts'

const told = (value: Json): string => {
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(',') : JSON.stringify(value)
}

function put(query: URLSearchParams, from: Json | undefined, names: readonly string[]): void {
  if (!isObject(from)) return
  for (const name of names) if (from[name] !== undefined) query.set(name, told(from[name]))
}

/** The query of a body as URLs that ask the same, one for each of its selectors: for sources that take no body (`queryEntity`). */
export function byUrls(body: JsonObject, limit: number): readonly Passed[] {
  const selectors = Array.isArray(body.entities) && body.entities.length > 0 ? body.entities : [{}]
  return selectors.map((selector) => {
    const query = new URLSearchParams()
    put(query, selector, ['id', 'idPattern', 'type'])
    put(query, body, ['q', 'scopeQ', 'expandValues', 'jsonKeys'])
    put(query, body.geoQ, ['georel', 'geometry', 'coordinates', 'geoproperty'])
    query.set('limit', String(limit))
    return { method: 'GET', path: `/entities?${query}` }
  })
}
