import { existsSync, readFileSync } from 'node:fs'
import { distance, type Point } from '../src/kernel/place/index.ts'
import { cityBounds, type DemoCity, demoCity } from '../src/packs/city/shanghai/index.ts'
import { type Base, bytesSource } from '../src/platform/base/index.ts'
import { makeTestDatabase, stopTestServer } from '../src/platform/base/testing/database.ts'
import { type Registry, registryRoom } from '../src/platform/registry/index.ts'
import type { Bench, BenchResult } from './bench.ts'
import { quantile as quantileOfSorted } from './city.ts'

/** One row of an address list: what is asked, and where it really is. */
type Row = { readonly district: string; readonly street: string; readonly address: string; readonly point: Point }
type Answer = { readonly precision: string; readonly error: number; readonly isInside: boolean }
type Run = {
  readonly answers: readonly Answer[]
  readonly plain: readonly number[]
  readonly asked: number
  readonly msEach: number
}

/** A city's own list, where there is one: columns district, address, street_level, wgs84_lng, wgs84_lat. */
const ownList = process.env.SHUDU_BENCH_ADDRESSES ?? '../shared/data/addresses/shanghai-addresses.csv'

function readList(path: string): readonly Row[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .trim()
    .split(/\r?\n/)
  const names = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    const cell = (name: string) => cells[names.indexOf(name)] ?? ''
    const point = { lng: Number(cell('wgs84_lng')), lat: Number(cell('wgs84_lat')) }
    return { district: cell('district'), street: cell('street_level'), address: cell('address'), point }
  })
}

function demoList({ addresses, divisions }: DemoCity): readonly Row[] {
  const names = new Map(divisions.map(({ code, name }) => [code, name.zh]))
  return addresses.map(({ text, district, street, point }) => {
    const [districtName = '', streetName = ''] = [names.get(district), names.get(street)]
    return {
      district: districtName,
      street: streetName,
      address: text.slice(districtName.length + streetName.length),
      point,
    }
  })
}

const csvOf = (rows: readonly Row[]): Buffer =>
  Buffer.from(
    [
      'district,street,address,wgs84_lng,wgs84_lat',
      ...rows.map(({ district, street, address, point }) => [district, street, address, point.lng, point.lat].join()),
    ].join('\n'),
  )

/** Loads every row but each `folds`-th, asks for those by district and address, and does so for every part in turn. */
async function holdOut(rows: readonly Row[], city: DemoCity, folds: number): Promise<Run> {
  const answers: Answer[] = []
  const plain: number[] = []
  let milliseconds = 0
  const centres = new Map(city.divisions.map(({ name, point }) => [name.zh, point]))
  for (let fold = 0; fold < folds; fold += 1) {
    const { db, close } = await makeTestDatabase('registry')
    // Of its base the registry uses the database alone as long as it is not started.
    const registry: Registry = registryRoom({ db } as unknown as Base, { bounds: cityBounds })
    const divisions = city.divisions.filter(({ level }) => level !== 'community')
    await db.tx((tx) => registry.loadPlaces(tx, { divisions, grids: [], addresses: [] }, 'bench'))
    await registry.refresh()
    const kept = rows.filter((_, index) => index % folds !== fold)
    const { read, imported, alreadyThere, refused } = await registry.importAddresses(bytesSource(csvOf(kept)), {
      source: 'bench',
    })
    if (read !== kept.length || imported + alreadyThere + refused !== read)
      throw new Error('rows were lost in the import')
    for (const { district, address, point } of rows.filter((_, index) => index % folds === fold)) {
      const started = performance.now()
      const [best] = await registry.geocode(`${district}${address}`, { limit: 1 })
      milliseconds += performance.now() - started
      const centre = centres.get(district)
      if (centre) plain.push(distance(centre, point))
      if (!best) continue
      const error = distance(best.point, point)
      answers.push({ precision: best.precision, error, isInside: error <= best.radius })
    }
    await close()
  }
  return { answers, plain, asked: rows.length, msEach: milliseconds / rows.length }
}

const quantile = (values: readonly number[], at: number): number =>
  quantileOfSorted(
    values.toSorted((a, b) => a - b),
    at,
  )

const part = (some: number, all: number) => `${((100 * some) / all).toFixed(1)} %`

/** One line for each way of finding: how many, median error, ninth decile, share within the stated radius. */
function figuresOf({ answers, asked, msEach }: Run): Record<string, number | string> {
  const found: Record<string, number | string> = { asked, msEach: Number(msEach.toFixed(2)) }
  for (const [precision, some = []] of Object.entries(Object.groupBy(answers, (answer) => answer.precision))) {
    const errors = some.map(({ error }) => error)
    const inside = some.filter(({ isInside }) => isInside).length
    found[precision] =
      `${part(some.length, asked)}, median ${Math.round(quantile(errors, 0.5))} m, 90 % ${Math.round(quantile(errors, 0.9))} m, within radius ${part(inside, some.length)}`
  }
  return found
}

async function measure(
  what: string,
  rows: readonly Row[],
  city: DemoCity,
  mark: { readonly located: number; readonly median: number },
): Promise<BenchResult> {
  const run = await holdOut(rows, city, 5)
  const placed = run.answers
    .filter(({ precision }) => precision !== 'district' && precision !== 'street')
    .map(({ error }) => error)
  const [located, median] = [placed.length / run.asked, quantile(placed, 0.5)]
  const baseline = quantile(run.plain, 0.5)
  return {
    what,
    baseline: 'the middle of the district',
    ratio: baseline / median,
    mark: `at least ${Math.round(100 * mark.located)} % located better than by street, median error at most ${mark.median} m`,
    reached: located >= mark.located && median <= mark.median,
    figures: {
      located: part(placed.length, run.asked),
      medianMetres: Math.round(median),
      baselineMedianMetres: Math.round(baseline),
      ...figuresOf(run),
    },
    bounds: 'an address can be found only where its road, or its village or compound, is known from another row',
  }
}

/** How well addresses are found that the list does not have: each row is held out once, five parts. */
export const bench: Bench = {
  says: 'addresses that are not in the list, found from those that are: share and error in metres',
  async run(size) {
    const city = demoCity()
    try {
      const results = [
        await measure('a full list (demonstration)', demoList(city).slice(0, size), city, {
          located: 0.99,
          median: 50,
        }),
      ]
      if (existsSync(ownList))
        results.push(
          await measure('a thin list (two addresses for a road)', readList(ownList).slice(0, size), city, {
            located: 0.55,
            median: 500,
          }),
        )
      return results
    } finally {
      await stopTestServer()
    }
  },
}
