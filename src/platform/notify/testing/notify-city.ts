import { sql } from 'kysely'
import type { Actor, Role } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Calendar } from '../../../kernel/time/index.ts'
import { hotline } from '../../../packs/government/hotline/index.ts'
import type { Resolve, Room } from '../../base/index.ts'
import { type TestAnswer, type TestCity, testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, type Offices } from '../../cases/index.ts'
import { createPerson, loadOffices, type NewPerson } from '../../identity/index.ts'
import { smallCity } from '../../identity/testing.ts'
import { type NotifyRoom, notifyRoom } from '../index.ts'
import { outsideChannels } from '../model.ts'
import type { NotifySettings } from '../settings.ts'

const paths = new Map<string, string>()
for (const { id, parent } of smallCity) paths.set(id, `${parent === undefined ? '' : (paths.get(parent) ?? '')}/${id}`)

const refOf = (office: string) => {
  const path = paths.get(office)
  return path === undefined ? undefined : { office, path }
}

const offices: Offices = {
  find: refOf,
  title: (id) => smallCity.find((one) => one.id === id)?.title,
  findDuty: (duty) => refOf(duty),
  dispatcherOf: (path) => refOf(path.split('/')[2] ?? 'sh') ?? refOf('sh'),
  supervisorOf: () => refOf('sh'),
}

/** Every day round the clock, so that tests need not think of opening hours. */
const always: Calendar = {
  id: 'always',
  title: { zh: '全天', en: 'Always' },
  zone: 'Asia/Shanghai',
  workdays: [1, 2, 3, 4, 5, 6, 7],
  hours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [[0, 1440]]])),
  makeUpHours: [[0, 1440]],
  holidaysClose: false,
  years: [],
  beyond: 'weekly',
}

/** A city with cases and this room, whose clock stands in the future, so that what is due runs only when a test says so. */
export type NotifyCity = TestCity & {
  readonly cases: CasesRoom
  readonly notify: NotifyRoom
  /** Monday 4 March 2030, 09:00 in Shanghai, until moved on. */
  readonly clock: { now: number }
  /** Enters a person. */
  enter(person: Partial<NewPerson> & Pick<NewPerson, 'name'>): Promise<string>
  /** Somebody as an actor, with the posts he was entered with. */
  actor(id: string, ...posts: readonly (readonly [Role, string])[]): Actor
  /** Runs the room's job for everything that is due by the test's clock. @returns how many */
  runDue(what: 'message' | 'hook_delivery'): Promise<number>
}

const jobOf = { message: 'notify.deliver', hook_delivery: 'notify.hook' } as const

/** Starts the city; it stops after the last test. */
export async function notifyCity(
  options: { readonly settings?: Partial<NotifySettings>; readonly resolve?: Resolve; readonly log?: 'debug' } = {},
): Promise<NotifyCity> {
  const clock = { now: Date.UTC(2030, 2, 4, 1) }
  const made: { cases?: CasesRoom; notify?: NotifyRoom } = {}
  const city = await testCity({
    upTo: 'notify',
    now: () => clock.now,
    log: options.log,
    config: { publicUrl: 'https://city.test' },
    rooms: (base): Room[] => {
      const cases = casesRoom(base, { offices, calendar: always, jurisdiction: '310000', packs: [hotline] })
      const settings = { mailFrom: 'Shudu <no-reply@city.test>', allowedHosts: new Set<string>(), ...options.settings }
      const ground = {
        city: '310000',
        divisionsAt: ({ lng }: { readonly lng: number }) => (lng < 121.5 ? ['310101', '310101001'] : ['310115']),
      }
      const notify = notifyRoom(base, { cases, offices, settings, ground, resolve: options.resolve })
      Object.assign(made, { cases, notify })
      return [cases, notify]
    },
  })
  const { cases, notify } = made
  if (!cases || !notify) throw new Error('The rooms were not made')
  const { db } = city.base
  await db.tx((tx) => loadOffices(tx, smallCity))
  return {
    ...city,
    ...{ cases, notify, clock },
    enter: (person) =>
      db.tx((tx) => createPerson(tx, 'test', 'administrator', { kind: 'official', ...person }, Date.now())),
    actor: (id, ...posts) => ({
      ...{ id, kind: 'person', name: id, scopes: ['*'] },
      posts: posts.map(([role, office]) => {
        const found = smallCity.find((one) => one.id === office)
        if (!found) throw new Error(`No office ${office}`)
        return { office, role, path: paths.get(office) ?? '', level: found.level, title: found.title }
      }),
    }),
    runDue: async (what) => {
      const due = await sql<{ id: string }>`select id from ${sql.table(`notify.${what}`)}
        where state = 'waiting' and due_at <= ${new Date(clock.now).toISOString()} order by id`.execute(db)
      const job = notify.jobs?.find((one) => one.name === jobOf[what])
      const payloads =
        what === 'message'
          ? outsideChannels.map((channel) => ({ channel }))
          : due.rows.map(({ id }) => ({ delivery: id }))
      for (const payload of payloads)
        await job?.run(payload, { log: city.base.log, attempt: 1, signal: new AbortController().signal })
      return due.rows.length
    },
  }
}

/** The answer of a call that must succeed. */
export function good(answer: TestAnswer) {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json
}

/** A report to the hotline, made by somebody. */
export const report = async (who: Pick<NotifyCity, 'post'>, answers: object = {}) =>
  good(
    await who.post('/api/cases', {
      pack: 'hotline',
      answers: { what: '路灯不亮三天了', ...answers },
      actionId: uuidv7(),
    }),
  )
