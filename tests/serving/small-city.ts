// A city with one room that keeps marks, for tests that kill it. Started as a process of its own.
import { sql } from 'kysely'
import { Type } from 'typebox'
import { anonymous, type Permission } from '../../src/kernel/access/index.ts'
import { makeLog, publish, type Room, readConfig } from '../../src/platform/base/index.ts'
import { serve } from '../../src/server/serve.ts'

const mark: Permission = {
  action: 'mark.set',
  title: { zh: '记下', en: 'Set a mark' },
  scope: 'marks',
  grants: [{ who: 'anyone', relation: 'any' }],
  grade: 'internal',
  changes: true,
}

const see: Permission = { ...mark, action: 'mark.see', changes: false }

const serving = await serve(readConfig(), makeLog('warn'), ({ db }) => {
  const room: Room = {
    name: 'mark',
    // Ordinary rooms bring migrations; this one may only use what the ground has, so a mark is an event and its delivery.
    consumers: [
      { type: 'mark.set', name: 'mark.copies', handle: async (event, tx) => void (await copy(event.key).execute(tx)) },
    ],
    routes: (http) => {
      http.route({
        method: 'POST',
        path: '/api/marks/:id',
        title: mark.title,
        access: mark,
        params: Type.Object({ id: Type.String() }),
        handle: ({ params }) =>
          db.tx(async (tx) => void (await publish(tx, { type: 'mark.set', key: params.id, payload: null }))),
      })
      http.route({
        method: 'GET',
        path: '/api/marks',
        title: see.title,
        access: see,
        response: Type.Object({ set: Type.Array(Type.String()), copied: Type.Array(Type.String()) }),
        handle: async () => ({ set: await keys('mark.set'), copied: await keys('mark.copied') }),
      })
    },
  }
  const copy = (key: string) =>
    sql`insert into base.event (id, type, key, payload) values (gen_random_uuid(), 'mark.copied', ${key}, 'null')`
  const keys = async (type: string) => {
    const rows = await sql<{ key: string }>`select key from base.event where type = ${type}`.execute(db)
    return rows.rows.map((row) => row.key)
  }
  return { rooms: [room], authenticate: async () => ({ actor: anonymous, by: 'nobody' }) }
})

process.on('SIGTERM', () => void serving.stop())
process.stdout.write(`Shudu ready: ${serving.city.url}\n`)
