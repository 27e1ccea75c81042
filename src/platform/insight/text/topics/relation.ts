import { distance, type Point } from '../../../../kernel/place/index.ts'
import type { NamedPlace, Reading } from './reading.ts'

/** What two messages are related by. */
export type Placed = Pick<Reading, 'places' | 'subjects'> & { readonly point: Point | undefined }

/** How many messages name a place or subject, and how many messages there are. */
export type NameFrequency = { readonly messages: number; count(name: string): number }

/** A name that more than this share of all messages carry says little (a ring road, the city's largest town). */
const commonShare = 0.03
const commonLeast = 30
/** An unknown word in more messages than this is a word of the trade, not a name. */
const subjectShare = 0.007
const subjectLeast = 8
const sharedSubject = 0.9
const otherSubject = -0.6
const otherArea = -0.9
/** One names a spot in its title, the other no place at all: it may speak of the whole city. */
const onlyOnePlaced = -0.35

/**
 * Whether two messages speak of the same place or, where neither names one, of the same subject: 1 the same spot named in
 * both titles or points within 300 m, less where a name stands only in a body or is a road or a village; 0 when nothing can
 * be said; −1 when both name a place of their own and it is not the same; between for subjects and for towns that differ.
 * Points that lie far apart speak louder than equal names.
 */
export function relate(one: Placed, other: Placed, frequency: NameFrequency): number {
  const byName = relateNames(one, other, frequency)
  if (one.point === undefined || other.point === undefined) return byName
  const byPoint = relatePoints(distance(one.point, other.point))
  if (byPoint === 0) return byName
  return byPoint < 0 ? Math.min(byName, byPoint) : Math.max(byName, byPoint)
}

/** Metres up to which two points are one place, and from which on they are not. */
const near = 300
const nearby = 1_000
const far = 3_000

const relatePoints = (metres: number): number =>
  metres <= near ? 1 : metres <= nearby ? 0.5 : metres >= far ? -0.8 : 0

function relateNames(one: Placed, other: Placed, frequency: NameFrequency): number {
  const most = Math.max(commonLeast, frequency.messages * commonShare)
  const isTelling = (name: string) => frequency.count(name) <= most
  const own = one.places.filter((place) => isFine(place) && isTelling(place.stem))
  const its = other.places.filter((place) => isFine(place) && isTelling(place.stem))
  const shared = sharedPlace(own, its)
  if (shared > 0) return shared
  if (own.some(isSure) && its.some(isSure)) return -1
  const mostSubject = Math.max(subjectLeast, frequency.messages * subjectShare)
  const isName = (subject: string) => frequency.count(subject) <= mostSubject
  const ownSubjects = [...one.subjects].filter(isName)
  const itsSubjects = [...other.subjects].filter(isName)
  if (ownSubjects.some((subject) => itsSubjects.includes(subject))) return sharedSubject
  if (ownSubjects.length > 0 && itsSubjects.length > 0) return otherSubject
  if (differInArea(one.places, other.places)) return otherArea
  return isOnlyOnePlaced(own, its) ? onlyOnePlaced : 0
}

const isFine = ({ kind }: NamedPlace): boolean => kind !== 'street' && kind !== 'division'
const isSure = ({ weight }: NamedPlace): boolean => weight >= 0.7

function sharedPlace(own: readonly NamedPlace[], its: readonly NamedPlace[]): number {
  let shared = 0
  for (const place of own) {
    for (const second of its) {
      if (!isSameName(place.stem, second.stem)) continue
      const sort = place.kind === 'spot' || second.kind === 'spot' ? 1 : 0.8
      shared = Math.max(shared, Math.sqrt(place.weight * second.weight) * sort)
    }
  }
  return shared
}

/** Whether two stems name one place: the same, or one within the other (滨河苑 in 伊景园滨河苑). */
export const isSameName = (one: string, other: string): boolean => one.includes(other) || other.includes(one)

function isOnlyOnePlaced(own: readonly NamedPlace[], its: readonly NamedPlace[]): boolean {
  const inTitle = (places: readonly NamedPlace[]) => places.some(({ weight }) => weight === 1)
  return (own.length === 0 && inTitle(its)) || (its.length === 0 && inTitle(own))
}

/** Whether both name towns or districts and share none, or both name cities and share none. */
function differInArea(one: readonly NamedPlace[], other: readonly NamedPlace[]): boolean {
  const names = (places: readonly NamedPlace[], isWanted: (place: NamedPlace) => boolean) =>
    places.filter(isWanted).map(({ stem }) => stem)
  return [isTown, isCity].some((isWanted) => {
    const own = names(one, isWanted)
    const its = names(other, isWanted)
    return own.length > 0 && its.length > 0 && !own.some((name) => its.includes(name))
  })
}

/** A whole city under a hidden name: a市. */
const isCity = ({ kind, name }: NamedPlace): boolean => kind === 'division' && /^[a-z]市$/.test(name)
const isTown = (place: NamedPlace): boolean => place.kind === 'street' || (place.kind === 'division' && !isCity(place))
