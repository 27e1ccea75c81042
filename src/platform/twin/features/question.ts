import type { Bounds } from '../../../kernel/place/index.ts'

/** The expanded names that a term stands for, and a text that one of them must have. */
export type Equal = { readonly names: readonly string[]; readonly text: string }

/** What a request for features asks, or what is wrong with it. */
export type AskedItems = {
  readonly limit: number
  readonly after: number
  readonly bounds?: Bounds
  readonly from?: string
  readonly till?: string
  readonly equals: readonly Equal[]
  readonly form?: 'json' | 'html'
}

/** Parameters of `/items` that are no property. */
export const parameterNames: readonly string[] = ['limit', 'after', 'bbox', 'bbox-crs', 'crs', 'datetime', 'f']

/** A parameter that is not right: status 400 by requirement /req/core/query-param-invalid. */
export class BadParameter extends Error {
  override name = 'BadParameter'
}

const crs84 = new Set(['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'http://www.opengis.net/def/crs/OGC/0/CRS84h'])
/** The most features of one answer; a larger `limit` is taken as this (/req/core/fc-limit-response-1). */
export const mostItems = 10_000
const usualItems = 10

/**
 * Reads the parameters of `/items` (OGC 17-069r4 §7.15). `terms` are the properties that may be filtered by.
 * @throws BadParameter for an unknown one or a wrong value
 */
export function readQuestion(
  query: Readonly<Record<string, unknown>>,
  terms: ReadonlyMap<string, readonly string[]>,
): AskedItems {
  const equals: Equal[] = []
  let asked: Partial<Record<'limit' | 'after', number>> & {
    bounds?: Bounds
    from?: string
    till?: string
    form?: 'json' | 'html'
  } = {}
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string') throw new BadParameter(`${name} was given more than once`)
    switch (name) {
      case 'limit':
        asked = { ...asked, limit: Math.min(whole(name, value, 1), mostItems) }
        break
      case 'after':
        asked = { ...asked, after: whole(name, value, 0) }
        break
      case 'bbox':
        asked = { ...asked, bounds: readBounds(value) }
        break
      case 'bbox-crs':
      case 'crs':
        if (!crs84.has(value)) throw new BadParameter(`${name} must be CRS84`)
        break
      case 'datetime':
        asked = { ...asked, ...readDatetime(value) }
        break
      case 'f':
        if (value !== 'json' && value !== 'html') throw new BadParameter('f must be json or html')
        asked = { ...asked, form: value }
        break
      default: {
        const names = terms.get(name)
        if (!names) throw new BadParameter(`There is no parameter "${name}" and no property of that name to filter by`)
        equals.push({ names, text: value })
      }
    }
  }
  return { limit: usualItems, after: 0, ...asked, equals }
}

function whole(name: string, text: string, least: number): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) < least)
    throw new BadParameter(`${name} must be a whole number from ${least}`)
  return Number(text)
}

/** Four numbers, or six with heights (which no feature here is told apart by). */
function readBounds(text: string): Bounds {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if ((parts.length !== 4 && parts.length !== 6) || parts.some((part) => !Number.isFinite(part)))
    throw new BadParameter('bbox must be four or six numbers: west, south, east, north')
  const [west = 0, south = 0, east = 0, north = 0] =
    parts.length === 4 ? parts : [parts[0] ?? 0, parts[1] ?? 0, parts[3] ?? 0, parts[4] ?? 0]
  if (Math.abs(west) > 180 || Math.abs(east) > 180 || Math.abs(south) > 90 || Math.abs(north) > 90 || south > north)
    throw new BadParameter('bbox must lie within ±180 and ±90, south below north')
  return [west, south, east, north]
}

const instant = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/

function readInstant(text: string): string {
  // A date alone is not allowed by the standard's grammar for instants, but harmless: it means its beginning.
  const ms = instant.test(text) ? Date.parse(text.toUpperCase()) : Number.NaN
  if (!Number.isFinite(ms)) throw new BadParameter(`"${text}" is no date-time of RFC 3339`)
  return new Date(ms).toISOString()
}

/** An instant, or an interval with `..` or nothing for an open end. */
function readDatetime(text: string): { from?: string; till?: string } {
  const parts = text.split('/')
  if (parts.length === 1) return { from: readInstant(text), till: readInstant(text) }
  const [start = '', end = ''] = parts
  const [isOpenStart, isOpenEnd] = [start === '' || start === '..', end === '' || end === '..']
  if (parts.length !== 2) throw new BadParameter('datetime must be an instant or an interval')
  // A duration in the place of an end is of the older OGC interfaces; the test suite of this one still asks for it.
  const from = isOpenStart ? undefined : start.startsWith('P') ? moved(readInstant(end), start, -1) : readInstant(start)
  const till = isOpenEnd ? undefined : end.startsWith('P') ? moved(readInstant(start), end, 1) : readInstant(end)
  if (from !== undefined && till !== undefined && from > till) throw new BadParameter('datetime begins after it ends')
  return { ...(from !== undefined && { from }), ...(till !== undefined && { till }) }
}

/** An instant moved by an ISO 8601 duration; months and years by the calendar, UTC. */
function moved(from: string, duration: string, sign: 1 | -1): string {
  const match =
    /^P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
      duration,
    )
  if (!match) throw new BadParameter(`"${duration}" is no duration of ISO 8601`)
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => sign * Number(part ?? 0))
  const at = new Date(from)
  at.setUTCFullYear(at.getUTCFullYear() + years, at.getUTCMonth() + months, at.getUTCDate() + weeks * 7 + days)
  const moment = at.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1_000
  if (!Number.isFinite(moment)) throw new BadParameter(`"${duration}" leads beyond all times`)
  return new Date(moment).toISOString()
}
