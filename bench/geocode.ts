/**
 * How well addresses are found: a city's own address list is loaded but for every fifth row, and those are looked up.
 *   node bench/geocode.ts <addresses.csv> [folds]
 * The file has columns for address, district, street, longitude and latitude (WGS 84). Prints the share that was located
 * and the error, by the way each was found, against the answer "middle of the street or district" that needs no addresses.
 */
import { readFileSync } from 'node:fs'
import { distance, type Point } from '../src/kernel/place/index.ts'
import { demoCity } from '../src/packs/city/shanghai/index.ts'
import { type Base, bytesSource } from '../src/platform/base/index.ts'
import { stopTestServer } from '../src/platform/base/testing/database.ts'
import { makeTestDatabase } from '../src/platform/base/testing.ts'
import { makeRegistry } from '../src/platform/registry/registry.ts'

const [file = '', foldsText = '5'] = process.argv.slice(2)
const lines = readFileSync(file, 'utf8')
  .replace(/^\ufeff/, '')
  .trim()
  .split(/\r?\n/)
const [header = '', ...rows] = lines
const column = (name: string) => header.split(',').indexOf(name)
const [districtAt, addressAt, lngAt, latAt] = ['district', 'address', 'wgs84_lng', 'wgs84_lat'].map(column)
const folds = Number(foldsText)

type Result = { readonly precision: string; readonly error: number; readonly inside: boolean; readonly plain: number }
const results: Result[] = []
let [asked, milliseconds] = [0, 0]
const city = demoCity()

for (let fold = 0; fold < folds; fold += 1) {
  const { db, close } = await makeTestDatabase('registry')
  // The registry uses the database alone of what a base is.
  const registry = makeRegistry({ db } as unknown as Base, [120.85, 30.68, 122.25, 31.88])
  await db.tx((tx) =>
    registry.loadPlaces(
      tx,
      { divisions: city.divisions.filter(({ level }) => level !== 'community'), grids: [], addresses: [] },
      'profile',
    ),
  )
  await registry.refresh()
  const kept = rows.filter((_, index) => index % folds !== fold)
  const held = rows.filter((_, index) => index % folds === fold)
  const imported = await registry.importAddresses(bytesSource(Buffer.from([header, ...kept].join('\n'))), {
    source: 'bench',
  })
  if (fold === 0)
    console.log(
      `read ${imported.read}, imported ${imported.imported}, already there ${imported.alreadyThere}, refused ${imported.refused}`,
    )
  for (const row of held) {
    const cells = row.split(',')
    const text = `${cells[districtAt ?? 0]}${cells[addressAt ?? 1]}`
    const truth: Point = { lng: Number(cells[lngAt ?? 5]), lat: Number(cells[latAt ?? 6]) }
    const started = performance.now()
    const [best] = await registry.geocode(text)
    milliseconds += performance.now() - started
    asked += 1
    const district = city.divisions.find(({ name }) => name.zh === cells[districtAt ?? 0])
    const plain = district?.point ? distance(district.point, truth) : Number.NaN
    if (best) {
      const error = distance(best.point, truth)
      if (process.env.SHOW && error > 1000)
        console.log(Math.round(error), best.precision, text, '→', best.address, best.why.zh)
      results.push({ precision: best.precision, error, inside: error <= best.radius, plain })
    }
  }
  await close()
}
await stopTestServer()

const quantile = (values: readonly number[], part: number) =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN)
const line = (name: string, some: readonly Result[]) =>
  console.log(
    name.padEnd(10),
    `${some.length}`.padStart(5),
    `${((100 * some.length) / asked).toFixed(1)} %`.padStart(8),
    `${quantile(
      some.map(({ error }) => error),
      0.5,
    )}`.padStart(7),
    `${quantile(
      some.map(({ error }) => error),
      0.9,
    )}`.padStart(7),
    `${(some.filter(({ inside }) => inside).length / some.length).toFixed(2)}`.padStart(7),
  )
console.log('found by      rows    share  median    90 %  within radius   (metres)')
for (const [precision, some = []] of Object.entries(Object.groupBy(results, ({ precision }) => precision)))
  line(precision, some)
const better = results.filter(({ precision }) => precision !== 'district' && precision !== 'street')
line('address', better)
line('all', results)
console.log(
  `baseline (middle of the district): median ${quantile(
    results.map(({ plain }) => plain),
    0.5,
  )} m`,
)
console.log(`${(milliseconds / asked).toFixed(2)} ms a question, ${asked} questions`)
