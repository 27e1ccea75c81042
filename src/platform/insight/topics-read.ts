import { sql } from 'kysely'
import { maskNumbersIn } from '../../kernel/codes/index.ts'
import { fromMercator } from '../../kernel/place/index.ts'
import type { Db } from '../base/index.ts'
import type { TopicEvidence } from './text/index.ts'

/** A topic as it stands at a moment. Instants are ISO, UTC. */
export type TopicView = {
  id: string
  title: string
  cases: number
  votes: number
  from: string
  to: string
  heat: number
  growth: number
  lastDay: number
  thisWeek: number
  lastWeek: number
  place?: string
  point?: [number, number]
  words: string[]
  wordCounts: { word: string; messages: number }[]
  places: { name: string; kind: string; messages: number }[]
  cohesion: number
  representative: string
  samples: { id: string; title: string }[]
  demo: boolean
}

/** A case of a topic, as the list behind it shows it. */
export type TopicCase = {
  id: string
  number: string
  title: string
  class: string | null
  status: string
  openedAt: string
  votes: number
  demo: boolean
}

/** Which topics are wanted: alive since `from`, as things stood at `to`; `place` is part of a place's name. */
export type TopicQuestion = {
  readonly from: string
  readonly to: string
  readonly pack?: string | undefined
  readonly place?: string | undefined
  readonly least: number
  readonly limit: number
}

type Row = Pick<
  TopicView,
  'id' | 'title' | 'cases' | 'votes' | 'from' | 'to' | 'heat' | 'lastDay' | 'thisWeek' | 'lastWeek' | 'samples' | 'demo'
> & { readonly evidence: TopicEvidence; readonly x: number | null; readonly y: number | null }

const halfLifeSeconds = 14 * 86_400
const mostSamples = 20
const mostCases = 500

/** Figures of a topic `t` over its messages `m` and their cases `c`, as things stood at a moment. */
const figures = (at: string) => sql`
  t.id, t.title, t.evidence, count(*) as cases, sum(m.votes)::int as votes, min(m.at) as "from", max(m.at) as "to",
  sum((1 + log(2, 1 + m.votes))::float8
    * power(0.5, extract(epoch from ${at}::timestamptz - m.at)::float8 / ${halfLifeSeconds})) as heat,
  count(*) filter (where m.at > ${at}::timestamptz - interval '1 day') as "lastDay",
  count(*) filter (where m.at > ${at}::timestamptz - interval '7 days') as "thisWeek",
  count(*) filter (where m.at <= ${at}::timestamptz - interval '7 days' and m.at > ${at}::timestamptz - interval '14 days') as "lastWeek",
  avg(c.at_point[0]) as x, avg(c.at_point[1]) as y, bool_or(m.is_demo) as demo,
  (array_agg(json_build_object('id', c.id, 'title', c.title) order by m.at desc))[1:${sql.raw(String(mostSamples))}] as samples`

/** Topics with enough messages, hottest first. */
export async function readTopics(db: Db, { from, to, pack, place, least, limit }: TopicQuestion): Promise<TopicView[]> {
  const { rows } = await sql<Row>`
    select ${figures(to)}
    from insight.topic t join insight.topic_message m on m.topic = t.id join cases.case c on c.id = m.case_id
    where t.merged_into is null and t.last_at >= ${from} and m.at <= ${to}
      and (${pack ?? null}::text is null or t.pack = ${pack ?? null})
      and (${place ?? null}::text is null or exists (
        select from jsonb_array_elements(t.evidence -> 'places') named
        where position(lower(${place ?? ''}) in named ->> 'name') > 0))
    group by t.id having count(*) >= ${least} and max(m.at) >= ${from}
    order by heat desc, max(m.at) desc, t.id limit ${limit}`.execute(db)
  return rows.map(viewOf)
}

/** One topic now, with its cases and messages a day; also by the id of one that has gone up in it. */
export async function readTopic(db: Db, asked: string, at: string) {
  const id = await finalTopic(db, asked)
  const { rows } = await sql<Row>`
    select ${figures(at)}
    from insight.topic t join insight.topic_message m on m.topic = t.id join cases.case c on c.id = m.case_id
    where t.id = ${id} group by t.id`.execute(db)
  return rows[0] && { ...viewOf(rows[0]), ...(await casesOfTopic(db, id)) }
}

function viewOf({ evidence, x, y, samples, ...row }: Row): TopicView {
  const place = evidence.places.find(({ kind }) => kind !== 'division') ?? evidence.places[0]
  const point = x === null || y === null ? undefined : fromMercator([x, y])
  return {
    ...row,
    // Against a daily mean of at least one message a week, so that a first message is no explosion.
    growth: row.lastDay / (Math.max(1, row.thisWeek - row.lastDay) / 6),
    ...(place && { place: place.name }),
    ...(point && { point: [point.lng, point.lat] as [number, number] }),
    words: evidence.words.map(({ word }) => word),
    wordCounts: [...evidence.words],
    places: [...evidence.places],
    cohesion: evidence.cohesion,
    representative: evidence.representative,
    samples: samples.map((sample) => ({ ...sample, title: maskNumbersIn(sample.title) })),
  }
}

/** The topic that one has gone up in, through any number of mergers. */
async function finalTopic(db: Db, id: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with recursive step as (
      select id, merged_into, 1 as depth from insight.topic where id = ${id}
      union all
      select t.id, t.merged_into, depth + 1 from insight.topic t join step on t.id = step.merged_into where depth < 50)
    select id from step where merged_into is null`.execute(db)
  return rows[0]?.id ?? id
}

async function casesOfTopic(db: Db, id: string) {
  const { rows: list } = await sql<TopicCase>`
    select c.id, c.number, c.title, c.class, c.status, c.opened_at as "openedAt", m.votes, c.is_demo as demo
    from insight.topic_message m join cases.case c on c.id = m.case_id where m.topic = ${id}
    order by m.at desc, c.id limit ${mostCases}`.execute(db)
  const { rows: days } = await sql<{ day: string; messages: number }>`
    select (at at time zone 'Asia/Shanghai')::date as day, count(*) as messages
    from insight.topic_message where topic = ${id} group by 1 order by 1`.execute(db)
  return { list: list.map((one) => ({ ...one, title: maskNumbersIn(one.title) })), days }
}
