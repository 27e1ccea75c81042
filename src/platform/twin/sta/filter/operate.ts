import { type RawBuilder, sql } from 'kysely'
import { compareTimes, timeArithmetic } from './times.ts'
import { asNumber, asText, number, type Typed, truth } from './typed.ts'

const signs: Readonly<Record<string, string>> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
  add: '+',
  sub: '-',
  mul: '*',
}

/** An operator between two values. */
export function operate(operator: string, left: Typed, right: Typed): Typed {
  if (['add', 'sub', 'mul', 'div', 'mod'].includes(operator)) return arithmetic(operator, left, right)
  if (operator === 'in') return isIn(left, right)
  const sign = sql.raw(signs[operator] ?? '=')
  if (left.kind === 'null' || right.kind === 'null') {
    const other = left.kind === 'null' ? right : left
    if (operator !== 'eq' && operator !== 'ne') return truth(sql`false`)
    return truth(operator === 'eq' ? isNull(other) : sql`not ${isNull(other)}`)
  }
  const kinds = [left.kind, right.kind]
  if (kinds.includes('interval') || kinds.includes('instant')) return compareTimes(operator, left, right)
  if (kinds.includes('duration')) return truth(sql`(${left.sql} ${sign} ${right.sql})`)
  if (kinds.includes('number')) return truth(sql`(${asNumber(left)} ${sign} ${asNumber(right)})`)
  if (kinds.includes('boolean')) return truth(sql`(${asTruth(left)} ${sign} ${asTruth(right)})`)
  if (left.kind === 'json' && right.kind === 'json') return compareJson(operator, left, right)
  // Letters are compared by their code points, on every machine alike.
  return truth(sql`((${asText(left)}) collate "C" ${sign} ${asText(right)})`)
}

const isNull = ({ kind, sql: value }: Typed): RawBuilder<unknown> =>
  kind === 'json' ? sql`(${value} is null or ${value} = 'null'::jsonb)` : sql`(${value} is null)`

const asTruth = ({ kind, sql: value }: Typed): RawBuilder<unknown> =>
  kind === 'json' ? sql`(case when jsonb_typeof(${value}) = 'boolean' then (${value})::boolean end)` : value

/** Two values without a declared kind: as numbers where both are numbers, else as they are written. */
function compareJson(operator: string, left: Typed, right: Typed): Typed {
  const sign = sql.raw(signs[operator] ?? '=')
  return truth(sql`(case when jsonb_typeof(${left.sql}) = 'number' and jsonb_typeof(${right.sql}) = 'number'
    then ${asNumber(left)} ${sign} ${asNumber(right)} else (${asText(left)}) collate "C" ${sign} ${asText(right)} end)`)
}

/** Is a value among the members of a JSON list? */
const isIn = (left: Typed, right: Typed): Typed =>
  truth(
    sql`(jsonb_typeof(${right.sql}) = 'array' and ${right.sql} @> ${left.kind === 'json' ? left.sql : sql`to_jsonb(${left.sql})`})`,
  )

function arithmetic(operator: string, left: Typed, right: Typed): Typed {
  const times = timeArithmetic(operator, left, right)
  if (times) return times
  const [a, b] = [asNumber(left), asNumber(right)]
  // Dividing by nothing has no value; it is not an error of the whole question.
  if (operator === 'div') return number(sql`(${a} / nullif(${b}, 0))`)
  if (operator === 'mod') return number(sql`mod((${a})::numeric, nullif(${b}, 0)::numeric)::float8`)
  return number(sql`(${a} ${sql.raw(signs[operator] ?? '+')} ${b})`)
}
