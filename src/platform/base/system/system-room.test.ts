import { sql } from 'kysely'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import type { Actor, Level, Role } from '../../../kernel/access/index.ts'
import { type Base, enqueue, job, publish, type Room } from '../index.ts'
import { testCity } from '../testing.ts'

let broken = true
const flaky = job({
  name: 'a.flaky',
  payload: Type.Object({}),
  attempts: 1,
  run: async () => {
    if (broken) throw new Error('the other side is closed')
  },
})

const heard: string[] = []
const room = (_: Base): Room => ({
  name: 'a',
  jobs: [flaky],
  consumers: [
    {
      type: 'a.happened',
      name: 'a.hears',
      handle: async (event) => {
        if (broken) throw new Error('cannot hear')
        heard.push(event.key)
      },
    },
  ],
  checks: async () => {
    throw new Error('no answer')
  },
})

const city = await testCity({ upTo: 'base', rooms: (base) => [room(base)], log: 'silent' })
const { db } = city.base

const holder = (role: Role, level: Level): Actor => ({
  id: `${role}-${level}`,
  kind: 'person',
  name: role,
  posts: [{ office: 'o', path: '/sh', level, role, title: { zh: role, en: role } }],
  scopes: ['*'],
})
const administrator = city.as(holder('administrator', 'city'))
const auditor = city.as(holder('auditor', 'city'))

/** A delivery that is due again at once, one attempt before it is given up. */
const nearlyDead = () => sql`update base.delivery set attempts = 9, next_at = now()`.execute(db)

describe('the machinery, for its operators', () => {
  it('shows what gave up with its reason, and lets it be tried again', async () => {
    await publish(db, { type: 'a.happened', key: 'k1', payload: null })
    await enqueue(db, flaky, {})
    await nearlyDead()
    await city.settle()
    const { json } = await administrator.get('/api/system/work')
    expect(json.letters).toMatchObject([{ consumer: 'a.hears', key: 'k1', attempts: 10, fault: 'Error: cannot hear' }])
    expect(json.jobs).toMatchObject([
      { name: 'a.flaky', attempts: 1, gaveUp: true, fault: expect.stringContaining('the other side is closed') },
    ])

    const health = await administrator.get('/api/system/health')
    const states = Object.fromEntries(
      health.json.findings.map((one: { what: { en: string }; state: string }) => [one.what.en, one.state]),
    )
    expect(states).toMatchObject({
      Database: 'well',
      'Events between rooms': 'ill',
      'Background jobs': 'ill',
      a: 'ill',
    })

    broken = false
    const [letter] = json.letters
    expect((await administrator.post(`/api/system/letters/${letter.consumer}/${letter.seq}/retry`)).status).toBe(204)
    expect((await administrator.post(`/api/system/jobs/${json.jobs[0].id}/retry`)).status).toBe(204)
    await city.settle()
    expect(heard).toEqual(['k1'])
    expect((await administrator.get('/api/system/work')).json).toEqual({ jobs: [], letters: [] })
    expect((await administrator.post(`/api/system/letters/a.hears/${letter.seq}/retry`)).status).toBe(404)
  })

  it('keeps what is dropped away for good', async () => {
    broken = true
    await publish(db, { type: 'a.happened', key: 'k2', payload: null })
    await enqueue(db, flaky, {})
    await nearlyDead()
    await city.settle()
    const { json } = await administrator.get('/api/system/work')
    await administrator.call('DELETE', `/api/system/letters/a.hears/${json.letters[0].seq}`)
    await administrator.call('DELETE', `/api/system/jobs/${json.jobs[0].id}`)
    broken = false
    await city.settle()
    expect(heard).toEqual(['k1'])
    expect((await administrator.get('/api/system/work')).json).toEqual({ jobs: [], letters: [] })
  })

  it('lets auditors read who did what, and writes down that they did', async () => {
    const done = await auditor.get('/api/system/audit?action=base.mend-work&outcome=done&limit=2')
    expect(done.json.rows.map((row: { resource: string }) => row.resource.split(':')[0])).toEqual(['job', 'letter'])
    const older = await auditor.get(
      `/api/system/audit?action=base.mend-work&outcome=done&before=${done.json.rows[1].id}`,
    )
    expect(older.json.rows).toHaveLength(2)
    const own = await auditor.get('/api/system/audit?action=base.see-audit')
    expect(own.json.rows[0]).toMatchObject({
      actor: 'auditor-city',
      purpose: 'oversight',
      outcome: 'done',
      facts: { asked: { action: 'base.mend-work' } },
    })
  })

  it('shows the rights of every room', async () => {
    const { json } = await auditor.get('/api/system/rights')
    expect(json.rights.map((right: { action: string }) => right.action)).toContain('base.see-audit')
  })

  it.each([
    ['GET', '/api/system/health', ['administrator', 'auditor', 'duty-officer']],
    ['GET', '/api/system/work', ['administrator']],
    ['GET', '/api/system/audit', ['auditor']],
    ['GET', '/api/system/rights', ['administrator', 'auditor']],
    ['POST', '/api/system/jobs/999/retry', ['administrator']],
    ['DELETE', '/api/system/letters/a.hears/999', ['administrator']],
  ] as const)('%s %s is for those at the city alone', async (method, path, allowed) => {
    const asked = ['administrator', 'auditor', 'duty-officer', 'operator', 'clerk'] as const
    const may: string[] = []
    for (const role of asked) {
      if ((await city.as(holder(role, 'city')).call(method, path)).status !== 403) may.push(role)
      expect((await city.as(holder(role, 'district')).call(method, path)).status).toBe(403)
    }
    expect(may).toEqual(allowed)
    expect((await city.call(method, path)).status).toBe(401)
  })
})
