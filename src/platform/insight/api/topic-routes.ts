import { Type } from 'typebox'
import type { Db, Http } from '../../base/index.ts'
import { insightErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import { readTopic, readTopics } from '../topics-read.ts'

const topic = Type.Object({
  id: Type.String(),
  title: Type.String(),
  cases: Type.Integer(),
  votes: Type.Integer(),
  from: Type.String(),
  to: Type.String(),
  /** Each message counts 1 + log2(1 + votes), halved for every two weeks of age. */
  heat: Type.Number(),
  /** Messages of the last day against the daily mean of the six days before. */
  growth: Type.Number(),
  lastDay: Type.Integer(),
  thisWeek: Type.Integer(),
  lastWeek: Type.Integer(),
  place: Type.Optional(Type.String()),
  /** The middle of its points. */
  point: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
  words: Type.Array(Type.String()),
  /** In how many of its messages each word and place stands. */
  wordCounts: Type.Array(Type.Object({ word: Type.String(), messages: Type.Integer() })),
  places: Type.Array(Type.Object({ name: Type.String(), kind: Type.String(), messages: Type.Integer() })),
  /** Mean link between its messages: 0.42 joins them, 1 and more are near-copies at one place. */
  cohesion: Type.Number(),
  /** The case that stands for all. */
  representative: Type.String(),
  samples: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })),
  /** Some of its messages were generated for the demonstration. */
  demo: Type.Boolean(),
})

const instant = Type.String({ format: 'date-time' })
const month = 30 * 86_400_000

/** Topics as they form, hottest first, and the cases behind one. */
export function topicRoutes(http: Http, db: Db, now: () => number): void {
  http.route({
    method: 'GET',
    path: '/api/insight/topics',
    title: { zh: '热点话题', en: 'Hot topics' },
    access: permissions.topics,
    query: Type.Object({
      /** Topics with a message since then; the last 30 days when absent. `since` is the same. */
      from: Type.Optional(instant),
      since: Type.Optional(instant),
      /** As things stood then; now when absent. */
      to: Type.Optional(instant),
      /** Part of the name of a place that the topic is about. */
      place: Type.Optional(Type.String({ minLength: 2, maxLength: 40 })),
      pack: Type.Optional(Type.String({ maxLength: 80 })),
      /** Topics of at least so many messages (3 when absent). */
      least: Type.Optional(Type.Integer({ minimum: 2, maximum: 1000 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    response: Type.Object({ items: Type.Array(topic), at: Type.String() }),
    handle: async ({ query: { from, since, to, place, pack, least = 3, limit = 50 } }) => {
      const at = new Date(to ?? now()).toISOString()
      const start = new Date(from ?? since ?? Date.parse(at) - month).toISOString()
      return { items: await readTopics(db, { from: start, to: at, place, pack, least, limit }), at }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/insight/topics/:id',
    title: { zh: '一个话题和它的事项', en: 'One topic and its cases' },
    access: permissions.topics,
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    response: Type.Object({
      ...topic.properties,
      list: Type.Array(
        Type.Object({
          id: Type.String(),
          number: Type.String(),
          title: Type.String(),
          class: Type.Union([Type.String(), Type.Null()]),
          status: Type.String(),
          openedAt: Type.String(),
          votes: Type.Integer(),
          demo: Type.Boolean(),
        }),
      ),
      /** Messages a day, `YYYY-MM-DD` by the city's clocks. */
      days: Type.Array(Type.Object({ day: Type.String(), messages: Type.Integer() })),
    }),
    handle: async ({ params }) => {
      const found = await readTopic(db, params.id, new Date(now()).toISOString())
      if (!found) throw insightErrors.make('insight.no-topic')
      return found
    },
  })
}
