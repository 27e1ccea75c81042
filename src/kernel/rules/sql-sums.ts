import { quotientScale } from './exact.ts'
import { plain, type Sql, sql } from './fragment.ts'
import type { NodeOf } from './syntax.ts'

const upscale = `1${'0'.repeat(quotientScale)}`
const downscale = `0.${'0'.repeat(quotientScale - 1)}1`

/** A sum, difference, product or quotient in SQL; durations are seconds, periods months. */
export function sumOf({ sign, left, right, type }: NodeOf<'arithmetic'>, one: Sql, other: Sql): Sql {
  if (type === 'text') return sql`(${one} || ${other})`
  if (left.type === 'date') return daySum(right.type, sign, one, other)
  if (left.type === 'instant') return instantSum(right.type, sign, one, other)
  // cut at the same place as the evaluator, so that both count the same quotient
  if (sign === '/') return sql`(div(${one} * ${plain(upscale)}, nullif(${other}, 0)) * ${plain(downscale)})`
  return sql`(${one} ${plain(sign)} ${other})`
}

function daySum(type: string, sign: string, day: Sql, other: Sql): Sql {
  if (type === 'date') return sql`((${day} - ${other})::numeric * 86400)`
  if (type === 'period') return sql`(${day} ${plain(sign)} make_interval(months => ${other}))::date`
  return sql`(${day} ${plain(sign)} div(${other}, 86400)::integer)`
}

function instantSum(type: string, sign: string, at: Sql, other: Sql): Sql {
  if (type === 'instant') return sql`(extract(epoch from ${at}) - extract(epoch from ${other}))`
  // hours and seconds apart: seconds go through a double, and stay exact below an hour
  const interval = sql`make_interval(hours => div(${other}, 3600)::integer, secs => mod(${other}, 3600)::double precision)`
  return sql`(${at} ${plain(sign)} ${interval})`
}
