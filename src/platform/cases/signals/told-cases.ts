import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import type { EffectRun } from '../../../kernel/flow/index.ts'
import type { Query } from '../../base/index.ts'
import { below, casesSeen } from '../fact-filter.ts'

/** An open case of which some source tells. Instants ISO. */
export type ToldCase = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly titleEn: string | null
  readonly pack: string
  readonly hash: string
  readonly step: string | null
  readonly office: string | null
  readonly dueAt: string | null
  readonly openedAt: string
  readonly sources: number
  readonly effects: readonly EffectRun[] | null
  readonly isDemo: boolean
}

/** The open cases that any of these tell of (devices, cameras, signs by their ids), as far as an actor sees them; the newest first. */
export async function casesToldBy(on: Query, actor: Actor, who: readonly string[]): Promise<readonly ToldCase[]> {
  if (who.length === 0) return []
  const paths = casesSeen(actor)
  // Whoever has it now sees it, also before the step whose clocks count.
  const seen: readonly RawBuilder<unknown>[] = [
    sql`c.status = 'open'`,
    ...(paths === 'all' ? [] : [paths.length > 0 ? below('c.office_path', paths) : sql`false`]),
  ]
  const { rows } =
    await sql<ToldCase>`select c.id, c.number, c.title, c.title_en as "titleEn", c.pack, c.hash, c.step, c.office, c.due_at as "dueAt",
      c.opened_at as "openedAt", c.state->'effects' as effects, c.is_demo as "isDemo",
      (select count(*) from cases.source s where s.case_id = c.id)::int as sources
    from cases.case c
    where c.id in (select case_id from cases.source where who = any(${[...who]}::text[]) and not is_waiting)
      and ${sql.join(seen, sql` and `)}
    order by c.opened_at desc, c.id limit 20`.execute(on)
  return rows
}
