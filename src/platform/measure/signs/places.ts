import type { Actor } from '../../../kernel/access/index.ts'
import type { PlaceLevel, SignPlace } from '../../../kernel/signs/index.ts'
import { measureErrors } from '../errors.ts'

/** The level of a place by its code. */
export const placeLevel = (code: string, city: string): PlaceLevel =>
  code === city ? 'city' : code.length === 6 ? 'district' : 'street'

/** A place by its code. */
export const placeOf = (code: string, city: string): SignPlace => ({ code, level: placeLevel(code, city) })

/** The places that hold a division, the city first: city, district, street. What lies nowhere counts for the city alone. */
export function placesAbove(division: string | null, city: string): readonly string[] {
  if (division === null || division.length < 6 || division === city) return [city]
  const district = division.slice(0, 6)
  return division.length < 9 ? [city, district] : [city, district, division.slice(0, 9)]
}

/** The place right above another; none above the city. */
export const placeAbove = (code: string, city: string): string | undefined =>
  code === city ? undefined : code.length === 9 ? code.slice(0, 6) : city

/** The part of the city that an actor watches over: all of it, or the divisions of his posts. */
export function placesSeen(actor: Actor): 'all' | readonly string[] {
  if (actor.kind === 'service' || actor.posts.some((post) => post.level === 'city')) return 'all'
  // Offices of districts and streets carry their division in their path; a bureau's and a grid's is the nearest above.
  const own = actor.posts.flatMap(({ path }) => path.split('/').findLast((one) => /^\d{6}(\d{3})?$/.test(one)) ?? [])
  return [...new Set(own)]
}

const isSeen = (code: string, seen: 'all' | readonly string[]): boolean =>
  seen === 'all' || seen.some((own) => code === own || (own.length === 6 && code.startsWith(own)))

/**
 * The place that an actor means: the one he names, else the largest of his own.
 * @throws measure.notYourPlace
 */
export function placeFor(actor: Actor, asked: string | undefined, city: string): string {
  const seen = placesSeen(actor)
  const own = seen === 'all' ? city : [...seen].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0]
  const place = asked ?? own
  if (place === undefined || !isSeen(place, seen))
    throw measureErrors.make('measure.notYourPlace', { place: place ?? '—' })
  return place
}
