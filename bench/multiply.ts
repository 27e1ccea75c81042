import { randomInt, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { caseNumberOf } from '../src/kernel/codes/index.ts'

/** Generated cases that the engine makes; more are copies of them. */
export const engineMade = 10_000

type Original = { readonly id: string; readonly number: string }

const letters = '23456789abcdefghjkmnpqrstuvwxyz'
const codeOf = (): string => Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')

/** What belongs to a case, and by which column. */
const copied = [
  { table: 'cases.case', key: 'id' },
  { table: 'cases.event', key: 'case_id' },
  { table: 'cases.task', key: 'case_id' },
  // Of other kinds the ids are no UUIDs: they are no case's.
  { table: 'search.document', key: 'id' },
] as const

/** The originals of a table, by themselves: the tables grow and have no indexes meanwhile. */
const mould = (table: string) => `mould_${table.replace('.', '_')}`

/** Tables whose indexes are made anew afterwards: filling them row by row takes many times as long. */
const refilled = copied.map(({ table }) => table)

/** Takes off all indexes of the tables. @returns statements that make them anew */
async function dropIndexes(db: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await db.query<{ drop: string; make: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
        format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
      from pg_constraint where conrelid = any($1::regclass[]) and contype in ('p', 'u')
      union all
      select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
      from pg_index where indrelid = any($1::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)`,
    [refilled],
  )
  for (const { drop } of rows) await db.query(drop)
  return rows.map(({ make }) => make)
}

/** One copy of every original: its row, log, tasks and search document with an id, a number and a code of its own. Facts follow by themselves. */
async function copyAll(db: pg.ClientBase, originals: readonly Original[], firstSerial: number) {
  await db.query('begin')
  await db.query(
    'create temp table twin (old uuid primary key, new uuid, was text, number text, code text) on commit drop',
  )
  await db.query('insert into twin select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])', [
    originals.map(({ id }) => id),
    originals.map(({ id }) => id.slice(0, 15) + randomUUID().slice(15)),
    originals.map(({ number }) => number),
    originals.map(({ number }, index) =>
      caseNumberOf(`${number.slice(0, 4)}-${number.slice(4, 6)}-${number.slice(6, 8)}`, firstSerial + index),
    ),
    originals.map(codeOf),
  ])
  await db.query('analyze twin')
  const own = (column: string) => `replace(replace(${column}::text, old::text, new::text), was, twin.number)`
  const changed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'cases.case': { id: 'new', number: 'twin.number', code: 'twin.code', state: `${own('state')}::json` },
    'cases.event': { case_id: 'new', event: `${own('event')}::json` },
    'cases.task': { case_id: 'new' },
    'search.document': {
      ...{ id: 'new::text', body_zh: own('body_zh'), body_en: own('body_en'), facts: `${own('facts')}::jsonb` },
    },
  }
  for (const { table, key } of copied) await copyRows(db, table, key, changed[table] ?? {})
  await db.query('commit')
}

async function copyRows(db: pg.ClientBase, table: string, key: string, changed: Readonly<Record<string, string>>) {
  const { rows } = await db.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
       and attgenerated = '' order by attnum`,
    [table],
  )
  const names = rows.map(({ name }) => name)
  await db.query(`insert into ${table} (${names.join()})
    select ${names.map((name) => changed[name] ?? `one.${name}`).join()}
    from ${mould(table)} one join twin on twin.old = one.${key}::uuid`)
}

/** Copies the cases that are there until there are so many. */
export async function multiplyCases(pool: pg.Pool, cases: number): Promise<void> {
  const db = await pool.connect()
  const began = performance.now()
  try {
    await db.query("set temp_buffers = '512MB'")
    await db.query('set synchronous_commit = off')
    await db.query(`set maintenance_work_mem = '512MB'`)
    const { rows: originals } = await db.query<Original>('select id, number from cases.case where is_demo order by id')
    for (const { table, key } of copied)
      await db.query(`create temp table ${mould(table)} as select * from ${table} one
        where one.${key}::text in (select id::text from cases.case where is_demo)`)
    const indexes = await dropIndexes(db)
    let there = originals.length
    while (there < cases) {
      const wanted = originals.slice(0, Math.min(originals.length, cases - there))
      const { rows } = await db.query<{ first: string }>(
        `select setval('cases.serial', last_value + $1) - $1 + 1 as first from cases.serial`,
        [wanted.length],
      )
      await copyAll(db, wanted, Number(rows[0]?.first))
      there += wanted.length
    }
    for (const made of indexes) await db.query(made)
    await db.query('vacuum analyze cases.case, cases.event, cases.task, cases.fact, search.document')
  } finally {
    db.release()
  }
  process.stderr.write(`${cases} cases in ${((performance.now() - began) / 1_000).toFixed(0)} s\n`)
}
