import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { searchPeople } from '../people/read-people.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { decodeCursor, pageOf } from './page.ts'
import { PathSchema, PostView, pageQuery } from './schemas.ts'

/** Officials looking each other up: name and posts, nothing personal. */
export function colleagueRoutes(http: Http, { base }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/colleagues',
    title: permissions.seeColleagues.title,
    access: permissions.seeColleagues,
    query: Type.Object({
      ...pageQuery,
      text: Type.Optional(Type.String({ maxLength: 100 })),
      within: Type.Optional(PathSchema),
    }),
    response: Type.Object({
      items: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), posts: Type.Array(PostView) })),
      next: Type.Optional(Type.String()),
    }),
    handle: async ({ query }) => {
      const limit = query.limit ?? 50
      const text = query.text?.trim() || undefined
      const found = await searchPeople(base.db, {
        text,
        within: query.within,
        kind: 'official',
        status: 'active',
        limit,
        after: decodeCursor(query.after),
        byPhone: false,
      })
      const page = pageOf(found, limit)
      return { ...page, items: page.items.map(({ id, name, posts }) => ({ id, name, posts })) }
    },
  })
}
