import { type RawBuilder, sql } from 'kysely'
import { kindOf } from '../kinds/kinds.ts'
import type { EntityKind, Navigation } from '../model.ts'
import type { Expression } from './parse.ts'
import type { Around, Compiling } from './typed.ts'

export type Place = { readonly kind: EntityKind; readonly alias: string }
/** What names stand for: '' the row itself, others the variables of `any` and `all`. */
export type Scope = ReadonlyMap<string, Place>
/** Rows by the way that leads to them, with the variable in front: `d/Thing`. */
export type Places = ReadonlyMap<string, Place>

/** The row that a path begins at, and what follows. */
export function begin(
  parts: readonly string[],
  scope: Scope,
): { readonly name: string; readonly rest: readonly string[] } {
  const [first = ''] = parts
  return first !== '' && scope.has(first) ? { name: first, rest: parts.slice(1) } : { name: '', rest: parts }
}

/** The ways through other entities that an expression takes, the longest part of each path that is navigation. */
export function waysOf(expression: Expression, scope: Scope): ReadonlySet<string> {
  if (expression.is === 'literal' || expression.is === 'some') return new Set()
  if (expression.is !== 'path') return new Set(expression.of.flatMap((one) => [...waysOf(one, scope)]))
  const { name, rest } = begin(expression.parts, scope)
  let at = scope.get(name)?.kind
  const way: string[] = []
  for (const part of rest) {
    const step = at?.navigations[part]
    if (!step) break
    way.push(part)
    at = kindOf(step.target)
  }
  return new Set(way.length > 0 ? [[name, ...way].join('/')] : [])
}

/** Rows that ways lead to, under their aliases. */
export type Joins = Around & { readonly places: Places }

/** What an expression inside another speaks of. */
export const joined = (around: Around, { tables, links }: Around): Around => ({
  tables: [...around.tables, ...tables],
  links: [...around.links, ...links],
})

/** Joins a table of pairs. @returns the condition that links through it */
function joinPairs(
  { table, own, other }: NonNullable<Navigation['pairs']>,
  from: string,
  to: string,
  tables: RawBuilder<unknown>[],
): RawBuilder<boolean> {
  const pair = `p${to}`
  tables.push(sql`${sql.raw(table)} ${sql.raw(pair)}`)
  return sql<boolean>`${sql.ref(`${pair}.${own}`)} = ${sql.ref(`${from}.id`)} and ${sql.ref(`${pair}.${other}`)} = ${sql.ref(`${to}.id`)}`
}

/** Rows that ways lead to, each way joined once. */
export function joinWays(ways: ReadonlySet<string>, scope: Scope, compiling: Compiling): Joins {
  const places = new Map<string, Place>(scope)
  const tables: RawBuilder<unknown>[] = []
  const links: RawBuilder<boolean>[] = []
  for (const way of ways) {
    const [name = '', ...parts] = way.split('/')
    let here = scope.get(name)
    let known = name
    for (const part of parts) {
      const step = here?.kind.navigations[part]
      if (!here || !step) break
      known = `${known}/${part}`
      const before = places.get(known)
      if (!before) {
        compiling.next += 1
        const there = { kind: kindOf(step.target), alias: `f${compiling.next}` }
        tables.push(sql`${step.source ?? there.kind.source} ${sql.raw(there.alias)}`)
        links.push(
          step.pairs ? joinPairs(step.pairs, here.alias, there.alias, tables) : step.link(here.alias, there.alias),
        )
        places.set(known, there)
      }
      here = places.get(known)
    }
  }
  return { places, tables, links }
}
