import { Type } from 'typebox'
import { type CameraTerm, cameraTerms } from '../../../kernel/camera/index.ts'
import { type Http, WordsSchema } from '../../base/index.ts'
import type { CameraParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { changeTerm, readTerms, termChanges } from '../terms.ts'

const names = Object.keys(cameraTerms) as CameraTerm[] // the keys of the table
const name = Type.Enum([...names])

/** How long pictures are kept and approvals hold: seen by all who have to do with them, set by the city's data officer. */
export function termRoutes(http: Http, { base }: CameraParts): void {
  http.route({
    method: 'GET',
    path: '/api/camera/terms',
    title: permissions.seeTerms.title,
    access: permissions.seeTerms,
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          ...{ term: name, title: WordsSchema, why: WordsSchema, unit: Type.Enum(['days', 'hours', 'minutes']) },
          ...{ least: Type.Integer(), most: Type.Integer(), usual: Type.Integer(), value: Type.Integer() },
        }),
      ),
      changes: Type.Array(
        Type.Object({
          ...{ term: name, value: Type.Integer(), was: Type.Integer(), why: Type.String() },
          ...{ changedByName: Type.String(), at: Type.String() },
        }),
      ),
      mayChange: Type.Boolean(),
    }),
    handle: async ({ db, may }) => {
      const values = await readTerms(db)
      return {
        items: names.map((term) => ({ term, ...cameraTerms[term], value: values[term] })),
        changes: [...(await termChanges(db))],
        mayChange: may(permissions.changeTerms),
      }
    },
  })

  http.route({
    method: 'PUT',
    path: '/api/camera/terms/:term',
    title: permissions.changeTerms.title,
    access: permissions.changeTerms,
    params: Type.Object({ term: name }),
    body: Type.Object({ value: Type.Integer(), why: Type.String({ minLength: 2, maxLength: 500 }) }),
    handle: ({ db, actor, params, body, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `camera-term:${params.term}`, facts: { value: body.value } })
        await changeTerm(tx, params.term, body, actor, base.now())
      }),
  })
}
