import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { AlarmRule, Figures } from '../../../kernel/things/index.ts'
import { type Publication, publish, type Tx } from '../../base/index.ts'
import { type AlarmEnd, type AlarmEndReason, type AlarmEvent, type AlarmPlace, alarmPlaces } from './alarm-event.ts'

/** What a rule says of an alarm that it raises. */
export type AlarmWords = Pick<AlarmEvent, 'title' | 'text' | 'class' | 'office' | 'reason' | 'facts'>

/** An alarm that is raised, or is over, of whatever kind of rule. */
export type AlarmChanged = {
  readonly rule: Pick<AlarmRule, 'name' | 'severity'>
  /** The device's key. */
  readonly device: number
  readonly series: number
  readonly isRaised: boolean
  /** Epoch ms. */
  readonly at: number
  readonly value: number | null
  /** Of a rule over several measures: what led to it. */
  readonly figures?: Figures
  /** What is told when it is raised. */
  readonly words: (tx: Tx, place: AlarmPlace) => AlarmWords | Promise<AlarmWords>
}

/** A change with the alarm that it is of. */
type Kept = { readonly changed: AlarmChanged; readonly id: string }

type Row = {
  readonly id: string
  readonly rule: string
  readonly device: number
  readonly series: number
  readonly severity: string
  readonly raised_at: string
  readonly value: number | null
  readonly figures: Figures | null
  cleared_at: string | null
  cleared_value: number | null
}

const keyOf = (rule: string, series: number) => `${rule} ${series}`
const iso = (at: number) => new Date(at).toISOString()

/** Keeps any number of changes, in their order, and tells them: as many statements as for one. What another process kept first is not told again. */
export async function keepAlarms(tx: Tx, all: readonly AlarmChanged[]): Promise<void> {
  const { rows, ended, kept } = fold(all, await openOf(tx, all))
  const over = await endRows(tx, ended)
  const begun = await beginRows(tx, rows)
  const fresh = new Set(rows.map(({ id }) => id))
  const told = kept.filter(({ id }) => (fresh.has(id) ? begun.has(id) : over.has(id)))
  const places = await alarmPlaces(
    tx,
    told.map(({ changed }) => changed.device),
  )
  const news: Publication[] = []
  for (const one of told) {
    const place = places.get(one.changed.device)
    if (place) news.push(await publicationOf(tx, one, place))
  }
  await publish(tx, ...news)
}

/** Works out which alarms begin and which end; one may do both, and begin again, in one batch. */
function fold(all: readonly AlarmChanged[], open: ReadonlyMap<string, string>) {
  const rows: Row[] = []
  const ended = new Map<string, AlarmChanged>()
  const kept: Kept[] = []
  const standing = new Map<string, string | Row>(open)
  for (const changed of all) {
    const { rule, device, series, isRaised, at, value, figures = null } = changed
    const key = keyOf(rule.name, series)
    const stands = standing.get(key)
    if (isRaised === (stands !== undefined)) continue
    if (stands === undefined) {
      const row: Row = {
        ...{ id: uuidv7(), rule: rule.name, device, series, severity: rule.severity, raised_at: iso(at), value },
        ...{ figures, cleared_at: null, cleared_value: null },
      }
      rows.push(row)
      standing.set(key, row)
      kept.push({ changed, id: row.id })
    } else {
      if (typeof stands === 'string') ended.set(stands, changed)
      else Object.assign(stands, { cleared_at: iso(at), cleared_value: value })
      standing.delete(key)
      kept.push({ changed, id: typeof stands === 'string' ? stands : stands.id })
    }
  }
  return { rows, ended, kept }
}

/** Alarms that stand, by rule and series. */
async function openOf(tx: Tx, all: readonly AlarmChanged[]): Promise<ReadonlyMap<string, string>> {
  const asked = new Map(all.map(({ rule, series }) => [keyOf(rule.name, series), { rule: rule.name, series }]))
  const { rows } = await sql<{ id: string; rule: string; series: number }>`select a.id, rule, series
    from json_to_recordset(${JSON.stringify([...asked.values()])}::json) as w (rule text, series int)
    join things.alarm a using (rule, series) where a.cleared_at is null`.execute(tx)
  return new Map(rows.map(({ id, rule, series }) => [keyOf(rule, series), id]))
}

async function endRows(tx: Tx, ended: ReadonlyMap<string, AlarmChanged>): Promise<ReadonlySet<string>> {
  if (ended.size === 0) return new Set()
  const rows = [...ended].map(([id, { at, value }]) => ({ id, at: iso(at), value }))
  const done = await sql<{ id: string }>`update things.alarm a set cleared_at = e.at, cleared_value = e.value
    from json_to_recordset(${JSON.stringify(rows)}::json) as e (id uuid, at timestamptz, value float8)
    where a.id = e.id and a.cleared_at is null returning a.id`.execute(tx)
  return new Set(done.rows.map(({ id }) => id))
}

async function beginRows(tx: Tx, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set()
  const done = await sql<{ id: string }>`
    insert into things.alarm (id, rule, device, series, severity, raised_at, value, figures, cleared_at, cleared_value)
    select t.id, t.rule, t.device, series, severity, raised_at, value, figures, cleared_at, cleared_value
    from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, rule text, device int, series int, severity text,
      raised_at timestamptz, value float8, figures jsonb, cleared_at timestamptz, cleared_value float8)
    -- Switched off after it was found: what is off has no alarms.
    join things.device d on d.key = t.device and d.state = 'active'
    where not exists (select from things.alarm_rule r where r.name = t.rule and r.is_off)
    on conflict (rule, series) where cleared_at is null do nothing returning alarm.id`.execute(tx)
  return new Set(done.rows.map(({ id }) => id))
}

async function publicationOf(tx: Tx, { changed, id }: Kept, place: AlarmPlace): Promise<Publication> {
  const { rule, at, value } = changed
  const key = `device:${place.device}`
  if (!changed.isRaised) return endOf(id, rule.name, place, iso(at), value, 'calm')
  const { title: _, ...told } = place
  // A rule that reads where something is knows its place at this very moment.
  const { lng, lat } = changed.figures ?? {}
  const point = lng !== undefined && lat !== undefined ? ([lng, lat] as const) : told.point
  const payload: AlarmEvent = {
    ...{ ...told, point, ...(await changed.words(tx, place)) },
    ...{ alarm: id, rule: rule.name, severity: rule.severity, at: iso(at), value },
  }
  return { type: 'things.alarm', key, payload }
}

function endOf(
  alarm: string,
  rule: string,
  { title: _, ...told }: AlarmPlace,
  at: string,
  value: number | null,
  why: AlarmEndReason,
): Publication {
  const payload: AlarmEnd = { ...told, alarm, rule, at, value, why }
  return { type: 'things.alarmCleared', key: `device:${told.device}`, payload }
}

/** Ends the alarms that a rule, or a device by its key, has standing: nobody looks at them any more. */
export async function endAlarms(tx: Tx, of: { readonly rule: string } | { readonly device: number }): Promise<void> {
  const whose = 'rule' in of ? sql`rule = ${of.rule}` : sql`device = ${of.device}`
  const { rows } = await sql<{ id: string; rule: string; device: number; at: Date }>`
    update things.alarm set cleared_at = now() where ${whose} and cleared_at is null
    returning id, rule, device, cleared_at as at`.execute(tx)
  if (rows.length === 0) return
  const places = await alarmPlaces(
    tx,
    rows.map(({ device }) => device),
  )
  const why = 'rule' in of ? 'rule-off' : 'device-off'
  const news = rows.flatMap(({ id, rule, device, at }) => {
    const place = places.get(device)
    return place ? [endOf(id, rule, place, new Date(at).toISOString(), null, why)] : []
  })
  await publish(tx, ...news)
}
