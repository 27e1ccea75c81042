import { sql } from 'kysely'
import type { Across, Sign, SignStanding } from '../../../kernel/signs/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'
import type { SignWorld } from './parts.ts'

/** Where a sign stands in a place, as it is kept; instants ISO. */
export type Standing = {
  readonly sign: string
  readonly place: string
  readonly at: string
  readonly value: number | null
  readonly sources: number
  readonly reporting: number
  readonly isSure: boolean
  readonly newest: string | null
  readonly isDemo: boolean
  readonly facts: Readonly<Record<string, number | string>> | null
  readonly standing: SignStanding
  readonly since: string
}

const iso = (column: string) => sql`to_char(${sql.raw(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Where signs stand: of one place, or of one sign. */
export async function standings(
  on: Query,
  { sign, place }: { readonly sign?: string; readonly place?: string },
): Promise<readonly Standing[]> {
  const { rows } =
    await sql<Standing>`select sign, place, ${iso('at')} as at, value, sources, reporting, is_sure as "isSure",
      ${iso('newest_at')} as newest, is_demo as "isDemo", facts, standing, ${iso('since')} as since
    from measure.sign_now where (${sign ?? null}::text is null or sign = ${sign ?? null}::text)
      and (${place ?? null}::text is null or place = ${place ?? null}::text)`.execute(on)
  return rows
}

/** A warning of a sign; instants ISO. */
export type Breach = {
  readonly id: string
  readonly sign: string
  readonly place: string
  readonly level: SignStanding
  readonly worst: SignStanding
  readonly began: string
  readonly levelSince: string
  readonly value: number
  readonly ended: string | null
  readonly seen: string | null
  readonly seenBy: string | null
  readonly isDemo: boolean
}

/** Which warnings: within a place, of a sign, those that stand or all. */
export type BreachQuestion = {
  readonly place: string
  readonly city: string
  readonly sign?: string | undefined
  readonly isOpen?: boolean | undefined
  readonly limit: number
}

const breachColumns = sql`id, sign, place, level, worst, ${iso('began_at')} as began, ${iso('level_at')} as "levelSince", value,
  ${iso('ended_at')} as ended, ${iso('seen_at')} as seen, seen_by_name as "seenBy", is_demo as "isDemo"`

/** Warnings, the worst that stand first, then the newest. */
export async function breaches(
  on: Query,
  { place, city, sign, isOpen, limit }: BreachQuestion,
): Promise<readonly Breach[]> {
  const { rows } = await sql<Breach>`select ${breachColumns} from measure.sign_breach
    where (${place} = ${city} or starts_with(place, ${place})) and (${sign ?? null}::text is null or sign = ${sign ?? null}::text)
      and (${isOpen ?? null}::boolean is null or (ended_at is null) = ${isOpen ?? null}::boolean)
    order by ended_at is not null, case when ended_at is null
      then array_position(array['critical', 'serious', 'warning', 'notice'], level) end, began_at desc, id limit ${limit}`.execute(
    on,
  )
  return rows
}

/** One warning. */
export async function findBreach(on: Query, id: string): Promise<Breach | undefined> {
  const { rows } = await sql<Breach>`select ${breachColumns} from measure.sign_breach where id = ${id}`.execute(on)
  return rows[0]
}

/** Notes who saw to a warning; the first stays. */
export async function seeBreach(
  on: Query,
  id: string,
  by: { readonly id: string; readonly name: string },
  at: number,
): Promise<void> {
  await sql`update measure.sign_breach set seen_at = to_timestamp(${at / 1_000}), seen_by = ${by.id}, seen_by_name = ${by.name}
    where id = ${id} and seen_at is null`.execute(on)
}

/** What would have to be connected for a sign that has no source in this city. */
export function needsOf({ source }: Sign, { things: { fleet } }: Pick<SignWorld, 'things'>): Words {
  const kind = (name: string): Words => fleet.profiles.get(name)?.profile.title ?? { zh: name, en: name }
  switch (source.from) {
    case 'outside':
      return source.needs
    case 'readings':
    case 'air-index': {
      const { zh, en } = kind(source.profile)
      return { zh: `登记“${zh}”设备并上报读数`, en: `devices of the kind "${en}", enrolled and reporting` }
    }
    case 'cases':
      return source.channel
        ? { zh: `经该渠道（${source.channel}）受理的事项`, en: `cases that come by this channel (${source.channel})` }
        : { zh: `安装场景包 ${source.pack ?? ''}`, en: `the pack ${source.pack ?? ''}` }
    case 'devices':
    case 'alarms':
      return { zh: '登记相应设备', en: 'devices of these kinds, enrolled' }
  }
}

const seconds = (length: number): Words =>
  length % 86_400 === 0
    ? { zh: `${length / 86_400} 天`, en: `${length / 86_400} d` }
    : length % 3_600 === 0
      ? { zh: `${length / 3_600} 小时`, en: `${length / 3_600} h` }
      : { zh: `${length / 60} 分钟`, en: `${length / 60} min` }

const acrossWords: Readonly<Record<Across, Words>> = {
  mean: { zh: '各设备平均', en: 'mean over devices' },
  median: { zh: '各设备中位数', en: 'median over devices' },
  p90: { zh: '九成设备不超过', en: 'nine tenths of devices lie at or below' },
  min: { zh: '各设备最低', en: 'lowest device' },
  max: { zh: '各设备最高', en: 'highest device' },
  sum: { zh: '各设备之和', en: 'sum over devices' },
  share: { zh: '符合条件的设备比例', en: 'share of devices that meet the mark' },
  count: { zh: '符合条件的设备数', en: 'devices that meet the mark' },
  ratio: { zh: '两项之和的比', en: 'one sum by another' },
}

/** What a sign is computed from, in words. */
export function sourceWords({ source }: Sign, { things: { fleet } }: Pick<SignWorld, 'things'>): Words {
  const profile = (name: string) => fleet.profiles.get(name)?.profile
  switch (source.from) {
    case 'outside':
      return { zh: `未接入；需要${source.needs.zh}`, en: `not connected; needs ${source.needs.en}` }
    case 'readings': {
      const of = profile(source.profile)
      const measure = of?.measures[source.measure]?.title
      const span =
        source.window === 0
          ? { zh: '最新读数', en: 'newest readings' }
          : { zh: `近 ${seconds(source.window).zh}读数`, en: `readings of the last ${seconds(source.window).en}` }
      return {
        zh: `${of?.title.zh ?? source.profile}的“${measure?.zh ?? source.measure}”${span.zh}，${acrossWords[source.across].zh}`,
        en: `${span.en} of "${measure?.en ?? source.measure}" by devices "${of?.title.en ?? source.profile}"; ${acrossWords[source.across].en}`,
      }
    }
    case 'air-index':
      return { zh: '空气质量站六项污染物', en: 'six pollutants of the air quality stations' }
    case 'cases':
      return {
        zh: `本市事项记录${source.over ? `，近 ${seconds(source.over).zh}受理` : '，当前在办'}`,
        en: `case records of the city, ${source.over ? `received in the last ${seconds(source.over).en}` : 'those that stand'}`,
      }
    case 'devices':
      return { zh: '设备健康状态', en: 'the health of devices' }
    case 'alarms':
      return { zh: '设备告警记录', en: 'alarms of devices' }
  }
}
