import { Type } from 'typebox'
import type { Db, Http } from '../../base/index.ts'
import { permissions } from '../permissions.ts'
import type { CaseReader } from '../reading/read-pending.ts'
import { casesOf } from '../reading/similar-cases.ts'
import { twin } from '../reading/suggestion.ts'

const leastSimilar = 0.3
const mostLooked = 40
const mostShown = 5
/** With a place in common less likeness of the matter is needed than without one. */
const leastHere = 0.36
const leastElsewhere = 0.75

/** What the route stands on. `packs`: names of packs whose cases are sorted, the one to ask first. */
type SimilarParts = {
  readonly db: Db
  readonly reader: Pick<CaseReader, 'stream'>
  readonly now: () => number
  readonly packs: () => readonly string[]
}

/**
 * Whether what somebody is about to report was reported already: title, words and place in common, distance, days. Only
 * reports whose reporters let them be shown near by; phone and citizen numbers in titles are masked; never who.
 */
export function similarRoutes(http: Http, { db, reader, now, packs }: SimilarParts): void {
  http.route({
    method: 'GET',
    path: '/api/insight/similar',
    title: { zh: '是否已有人反映', en: 'Was it reported already' },
    access: permissions.similar,
    rate: { perMinute: 60, burst: 30 },
    query: Type.Object({
      text: Type.String({ minLength: 2, maxLength: 2_000 }),
      title: Type.Optional(Type.String({ maxLength: 200 })),
      lng: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
      lat: Type.Optional(Type.Number({ minimum: -85, maximum: 85 })),
      /** The kind of case; the first that is sorted when absent. */
      pack: Type.Optional(Type.String({ maxLength: 80 })),
    }),
    response: Type.Array(Type.Object({ ...twin.properties, demo: Type.Boolean() })),
    handle: async ({ query: { text, title = '', lng, lat, pack } }) => {
      const asked = packs().find((name) => pack === undefined || name === pack)
      if (asked === undefined) return []
      const stream = await reader.stream(asked)
      const point = lng === undefined || lat === undefined ? undefined : { lng, lat }
      const found = stream
        .similar({ id: '', title, text, at: now(), votes: 0, point }, leastSimilar, mostLooked)
        .filter(({ score, relation }) => score >= (relation > 0 ? leastHere : leastElsewhere))
      const shown = (await casesOf(db, found)).filter(({ isShared }) => isShared)
      return shown.slice(0, mostShown).map(({ twin: one, isDemo }) => ({ ...one, demo: isDemo }))
    },
  })
}
