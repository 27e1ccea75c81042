import { sql } from 'kysely'
import { bad } from '../error.ts'
import { compareTimes, timeFunctions } from './times.ts'
import { asInstant, asNumber, asText, number, type Typed, text, truth } from './typed.ts'

type Function = (values: readonly Typed[]) => Typed
const of = (values: readonly Typed[], index: number): Typed => values[index] ?? { kind: 'null', sql: sql`null` }
const words = (values: readonly Typed[]) =>
  [asText(of(values, 0)), asText(of(values, 1)), asText(of(values, 2))] as const
const whole = (value: Typed) => sql`(${asNumber(value)})::int`
const part =
  (field: string): Function =>
  (values) =>
    number(sql`extract(${sql.raw(field)} from ${asInstant(of(values, 0))} at time zone 'UTC')::float8`)

const functions: Readonly<Record<string, readonly [least: number, most: number, Function]>> = {
  substringof: [2, 2, (values) => truth(sql`(strpos(${words(values)[1]}, ${words(values)[0]}) > 0)`)],
  contains: [2, 2, (values) => truth(sql`(strpos(${words(values)[0]}, ${words(values)[1]}) > 0)`)],
  endswith: [
    2,
    2,
    (values) => truth(sql`(right(${words(values)[0]}, length(${words(values)[1]})) = ${words(values)[1]})`),
  ],
  startswith: [2, 2, (values) => truth(sql`starts_with(${words(values)[0]}, ${words(values)[1]})`)],
  length: [1, 1, (values) => number(sql`length(${words(values)[0]})::float8`)],
  indexof: [2, 2, (values) => number(sql`(strpos(${words(values)[0]}, ${words(values)[1]}) - 1)::float8`)],
  substring: [
    2,
    3,
    (values) =>
      text(
        values.length === 3
          ? sql`substr(${words(values)[0]}, ${whole(of(values, 1))} + 1, greatest(${whole(of(values, 2))}, 0))`
          : sql`substr(${words(values)[0]}, ${whole(of(values, 1))} + 1)`,
      ),
  ],
  tolower: [1, 1, (values) => text(sql`lower(${words(values)[0]})`)],
  toupper: [1, 1, (values) => text(sql`upper(${words(values)[0]})`)],
  trim: [1, 1, (values) => text(sql`btrim(${words(values)[0]})`)],
  concat: [2, 2, (values) => text(sql`(${words(values)[0]} || ${words(values)[1]})`)],
  year: [1, 1, part('year')],
  month: [1, 1, part('month')],
  day: [1, 1, part('day')],
  hour: [1, 1, part('hour')],
  minute: [1, 1, part('minute')],
  second: [1, 1, (values) => number(sql`floor(extract(second from ${asInstant(of(values, 0))}))::float8`)],
  fractionalseconds: [1, 1, (values) => number(sql`mod(extract(second from ${asInstant(of(values, 0))}), 1)::float8`)],
  date: [1, 1, (values) => ({ kind: 'instant', sql: sql`(date_trunc('day', ${asInstant(of(values, 0))}, 'UTC'))` })],
  time: [1, 1, (values) => text(sql`to_char(${asInstant(of(values, 0))} at time zone 'UTC', 'HH24:MI:SS.MS')`)],
  totaloffsetminutes: [1, 1, () => number(sql`0::float8`)],
  now: [0, 0, () => ({ kind: 'instant', sql: sql`now()` })],
  mindatetime: [0, 0, () => ({ kind: 'instant', sql: sql`'-infinity'::timestamptz` })],
  maxdatetime: [0, 0, () => ({ kind: 'instant', sql: sql`'infinity'::timestamptz` })],
  round: [1, 1, (values) => number(sql`round((${asNumber(of(values, 0))})::numeric)::float8`)],
  floor: [1, 1, (values) => number(sql`floor(${asNumber(of(values, 0))})`)],
  ceiling: [1, 1, (values) => number(sql`ceil(${asNumber(of(values, 0))})`)],
}

/** A function of texts, numbers and times (OGC 18-088 §9.3.3.5.2). @throws StaError 400 */
export function callFunction(name: string, values: readonly Typed[]): Typed {
  if (timeFunctions.has(name)) {
    if (values.length !== 2) throw bad(`${name}() takes 2 values, not ${values.length}`)
    return compareTimes(name, of(values, 0), of(values, 1))
  }
  const found = functions[name]
  if (!found) throw bad(`There is no function "${name}"`)
  const [least, most, make] = found
  if (values.length < least || values.length > most)
    throw bad(`${name}() takes ${least === most ? least : `${least} or ${most}`} values, not ${values.length}`)
  return make(values)
}
