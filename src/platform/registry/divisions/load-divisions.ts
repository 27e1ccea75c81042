import { sql } from 'kysely'
import { divisionCode, parentDivision } from '../../../kernel/codes/index.ts'
import type { Fault } from '../../../kernel/errors/index.ts'
import { isPoint } from '../../../kernel/place/index.ts'
import { copyIn, type Tx } from '../../base/index.ts'
import { registryErrors } from '../errors.ts'
import type { Division, Grid } from './division.ts'

/** What a load did. */
export type PlacesLoaded = { readonly added: number; readonly there: number }

/** How a load treats what is already there: leave it, or put the new name, point and area in its place. */
export type LoadOptions = { readonly source: string; readonly replace?: boolean }

const mostFaults = 50

/**
 * Brings in divisions by COPY, parents and children in any order. What is there stays, unless `replace`: that is how a city
 * puts its surveyed outlines over the sketches of the profile.
 * @throws registry.badDivisions with one fault a row: a code that is none or stands twice, a wrong or unknown parent, a bad point
 */
export async function loadDivisions(
  tx: Tx,
  divisions: readonly Division[],
  options: LoadOptions,
): Promise<PlacesLoaded> {
  const there = await sql<{ code: string }>`select code from registry.division`.execute(tx)
  checkDivisions(divisions, new Set(there.rows.map(({ code }) => code)))
  await sql`create temporary table division_in (like registry.division including defaults) on commit drop`.execute(tx)
  await copyIn(
    tx,
    'division_in',
    ['code', 'parent', 'level', 'title_zh', 'title_en', 'lng', 'lat', 'area', 'is_sketch', 'source'],
    divisions.map(({ code, parent, level, name, point, area, isSketch }) => [
      ...[code, parent, level, name.zh, name.en, point?.lng, point?.lat, area, isSketch, options.source],
    ]),
  )
  const conflict = options.replace
    ? sql`do update set title_zh = excluded.title_zh, title_en = excluded.title_en, lng = excluded.lng, lat = excluded.lat,
        area = excluded.area, is_sketch = excluded.is_sketch, source = excluded.source, loaded_at = now()`
    : sql`do nothing`
  await sql`insert into registry.division select * from division_in on conflict (code) ${conflict}`.execute(tx)
  await sql`drop table division_in`.execute(tx)
  const known = new Set(there.rows.map(({ code }) => code))
  const added = divisions.filter(({ code }) => !known.has(code)).length
  return { added, there: divisions.length - added }
}

/** Brings in grids by COPY; the streets they lie in must be there. */
export async function loadGrids(tx: Tx, grids: readonly Grid[], options: LoadOptions): Promise<PlacesLoaded> {
  await sql`create temporary table grid_in (like registry.grid including defaults) on commit drop`.execute(tx)
  await copyIn(
    tx,
    'grid_in',
    [
      'code',
      'street',
      'number',
      'office',
      'title_zh',
      'title_en',
      'lng',
      'lat',
      'area',
      'committees',
      'is_sketch',
      'source',
    ],
    grids.map(({ code, street, number, office, name, point, area, committees, isSketch = true }) => [
      ...[code, street, number, office, name.zh, name.en, point.lng, point.lat, area],
      ...[`{${committees.join(',')}}`, isSketch, options.source],
    ]),
  )
  const conflict = options.replace
    ? sql`do update set office = excluded.office, title_zh = excluded.title_zh, title_en = excluded.title_en,
        lng = excluded.lng, lat = excluded.lat, area = excluded.area, committees = excluded.committees,
        is_sketch = excluded.is_sketch, source = excluded.source, loaded_at = now()`
    : sql`do nothing`
  const there = await sql<{ count: number }>`
    select count(*)::int as count from registry.grid g join grid_in i using (code)`.execute(tx)
  await sql`insert into registry.grid select * from grid_in on conflict (code) ${conflict}`.execute(tx)
  await sql`drop table grid_in`.execute(tx)
  const before = there.rows[0]?.count ?? 0
  return { added: grids.length - before, there: before }
}

function checkDivisions(divisions: readonly Division[], there: ReadonlySet<string>): void {
  const given = new Set(divisions.map(({ code }) => code))
  const seen = new Set<string>()
  const faults: Fault[] = []
  divisions.forEach(({ code, parent, level, point }, index) => {
    const row = index + 1
    const reading = divisionCode.read(code)
    if (!reading.ok) faults.push({ row, field: 'code', found: code, says: reading.says })
    else if (reading.code !== code || reading.parts.level !== level)
      faults.push({
        row,
        field: 'level',
        found: level,
        says: {
          zh: `应为 ${reading.parts.level} 级的 ${reading.code}`,
          en: `must be ${reading.code} at level ${reading.parts.level}`,
        },
      })
    if (seen.has(code)) faults.push({ row, field: 'code', found: code, says: { zh: '代码重复', en: 'stands twice' } })
    seen.add(code)
    if (parent !== undefined && parent !== parentDivision(code))
      faults.push({
        row,
        field: 'parent',
        found: parent,
        says: { zh: `上级应为 ${parentDivision(code)}`, en: `its parent must be ${parentDivision(code)}` },
      })
    if (parent !== undefined && !given.has(parent) && !there.has(parent))
      faults.push({ row, field: 'parent', found: parent, says: { zh: '没有这个上级', en: 'there is no such parent' } })
    if (point && !isPoint(point))
      faults.push({
        row,
        field: 'point',
        found: `${point.lng},${point.lat}`,
        says: { zh: '坐标超出范围', en: 'is not on the earth' },
      })
  })
  if (faults.length > 0)
    throw registryErrors.make(
      'registry.badDivisions',
      {},
      { faults: faults.slice(0, mostFaults), facts: { faults: faults.length } },
    )
}
