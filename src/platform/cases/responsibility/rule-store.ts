import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { CityRule, RuleVersion } from '../../../kernel/responsibility/index.ts'
import { minuteMs } from '../../../kernel/time/index.ts'
import { type Query, type Tx, tell } from '../../base/index.ts'
import { responsibilityErrors } from './errors.ts'

/** A version with who entered it and why. Instants epoch ms. */
export type KeptVersion = RuleVersion & {
  readonly why: string
  readonly enteredByName: string
  readonly enteredAt: number
}

/** Tells other processes that rules changed. */
export const rulesChannel = 'shudu_city_rules'

type Row = Omit<KeptVersion, 'from' | 'until' | 'rule' | 'enteredAt'> & {
  readonly from: number
  readonly until: number | null
  readonly rule: CityRule | null
  readonly enteredAt: number
}

const ms = (column: string) => sql`(extract(epoch from ${sql.raw(column)}) * 1000)::float8`

/** Every version of every rule, or of one, in order. */
export async function readVersions(on: Query, id?: string): Promise<readonly KeptVersion[]> {
  const { rows } = await sql<Row>`select id, version, ${ms('from_at')} as "from", ${ms('until_at')} as until, rule, why,
      entered_by_name as "enteredByName", ${ms('entered_at')} as "enteredAt", withdrawn_at is not null as "isWithdrawn"
    from cases.city_rule where ${id ?? null}::uuid is null or id = ${id ?? null}::uuid order by id, version`.execute(on)
  return rows.map(({ until, rule, ...row }) => ({
    ...row,
    ...(until !== null && { until }),
    ...(rule !== null && { rule }),
  }))
}

/** A version as somebody enters it. */
export type NewVersion = {
  /** Of a rule that is there. */
  readonly id?: string | undefined
  /** The newest version that he saw; 0 for a new rule. */
  readonly seen: number
  /** Epoch ms; now when absent. */
  readonly from?: number | undefined
  readonly until?: number | undefined
  /** Nothing: the rule ends. */
  readonly rule: CityRule | undefined
  readonly why: string
}

/**
 * Enters versions, all or none. What began a minute ago at most begins now. @returns their ids
 * @throws responsibility.past, responsibility.stale, responsibility.missing
 */
export async function enterVersions(
  tx: Tx,
  entered: readonly NewVersion[],
  by: { readonly id: string; readonly name: string },
  now: number,
): Promise<readonly string[]> {
  await sql`select pg_advisory_xact_lock(hashtext('cases.city_rule'))`.execute(tx)
  const known = Map.groupBy(await readVersions(tx), ({ id }) => id)
  const rows = entered.map(({ id = uuidv7(), seen, from = now, until, rule, why }) => {
    const before = known.get(id)?.at(-1)?.version ?? 0
    if (before === 0 && seen > 0) throw responsibilityErrors.make('responsibility.missing')
    if (before !== seen) throw responsibilityErrors.make('responsibility.stale')
    if (from < now - minuteMs || (until !== undefined && until <= Math.max(from, now)))
      throw responsibilityErrors.make('responsibility.past')
    return {
      ...{ id, version: before + 1, rule: rule ?? null, why, from: new Date(Math.max(from, now)).toISOString() },
      until: until === undefined ? null : new Date(until).toISOString(),
    }
  })
  await sql`insert into cases.city_rule (id, version, from_at, until_at, rule, why, entered_by, entered_by_name, entered_at)
    select id, version, "from", until, rule, why, ${by.id}, ${by.name}, ${new Date(now).toISOString()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as t(id uuid, version integer, "from" timestamptz, until timestamptz, rule jsonb, why text)`.execute(tx)
  await tell(tx, rulesChannel, '')
  return rows.map(({ id }) => id)
}

/** Takes a version back that is not in force yet. @throws responsibility.missing, responsibility.inForce */
export async function withdrawVersion(
  tx: Tx,
  { id, version }: { readonly id: string; readonly version: number },
  by: { readonly name: string },
  now: number,
): Promise<void> {
  const at = new Date(now).toISOString()
  const { rows } = await sql`update cases.city_rule set withdrawn_at = ${at}, withdrawn_by_name = ${by.name}
    where id = ${id} and version = ${version} and withdrawn_at is null and from_at > ${at} returning id`.execute(tx)
  if (rows.length === 0) {
    const known = await readVersions(tx, id)
    throw responsibilityErrors.make(
      known.some((one) => one.version === version) ? 'responsibility.inForce' : 'responsibility.missing',
    )
  }
  await tell(tx, rulesChannel, '')
}
