import { type RawBuilder, sql } from 'kysely'
import { fromMercator, type Point } from '../../kernel/place/index.ts'
import type { Query } from '../base/index.ts'

/** The facts, under the name that all conditions over them use. */
export const factTable: RawBuilder<unknown> = sql.raw('cases.fact f')

/** Are days from one to before another (columns or expressions) free of facts that changed since `takeTouchedDays`? */
export const isUntouched = (from: RawBuilder<unknown>, after: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`not exists (select from cases.fact_touched touched where touched.day >= ${from} and touched.day < ${after})`

/** Days (`YYYY-MM-DD`) whose facts changed, and forgets them: for whoever sums up days, in the transaction that does. */
export async function takeTouchedDays(on: Query): Promise<readonly string[]> {
  const { rows } = await sql<{ day: string }>`with taken as (delete from cases.fact_touched returning day)
    select distinct day from taken order by day`.execute(on)
  return rows.map((row) => row.day)
}

/** What a list or map tells of a case besides its facts. Instants ISO UTC. */
export type CaseBrief = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly titleEn: string | null
}

/** Number and title of cases, by id. */
export async function briefsOf(on: Query, ids: readonly string[]): Promise<ReadonlyMap<string, CaseBrief>> {
  const { rows } = await sql<CaseBrief>`
    select id, number, title, title_en as "titleEn" from cases.case where id = any(${[...ids]}::uuid[])`.execute(on)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Where cases are, by id; those without a place are left out. */
export async function pointsOf(on: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Point>> {
  const { rows } = await sql<{ id: string; x: number; y: number }>`
    select id, at_point[0] as x, at_point[1] as y from cases.case
    where id = any(${[...ids]}::uuid[]) and at_point is not null`.execute(on)
  return new Map(rows.map(({ id, x, y }) => [id, fromMercator([x, y])]))
}
