import type { Json, Place } from '../../../../kernel/twin/index.ts'
import { bytesSource, cellText, openTable } from '../../../base/index.ts'
import type { LayerReader, RawFeature, Reading } from '../model.ts'
import { type Archive, openArchive } from '../zip.ts'

type GtfsRow = { readonly row: number; readonly cells: Readonly<Record<string, string>> }

/** GTFS Schedule: stops and stations, and routes drawn by the shapes of their trips. Always WGS 84 by its own rules. */
export const gtfs: LayerReader = {
  format: 'gtfs',
  title: { zh: 'GTFS 公交时刻', en: 'GTFS timetables' },
  knows: (_, names) => names?.some((name) => /(?:^|\/)stops\.txt$/.test(name)) ?? false,
  open: async (path) => {
    const archive = await openArchive(path)
    const stops = await rowsOf(archive, 'stops.txt')
    const routes = await rowsOf(archive, 'routes.txt')
    const trips = await rowsOf(archive, 'trips.txt')
    const shapes = shapesOf(await rowsOf(archive, 'shapes.txt'))
    await archive.close()
    const drawn = new Map<string, Set<string>>()
    for (const { cells } of trips) {
      if (!cells.shape_id) continue
      const known = drawn.get(cells.route_id ?? '')
      if (known) known.add(cells.shape_id)
      else drawn.set(cells.route_id ?? '', new Set([cells.shape_id]))
    }
    let done = 0
    return {
      format: 'gtfs',
      reference: { reference: { kind: 'datum', datum: 'wgs84' }, why: { zh: 'GTFS 规定', en: 'by the rules of GTFS' } },
      fields: ['stops', 'routes'],
      notes: [],
      progress: () => done / Math.max(1, stops.length + routes.length),
      close: async () => undefined,
      async *features() {
        done = 0
        for (const each of stops) {
          done += 1
          yield readStop(done, each)
        }
        for (const { cells } of routes) {
          done += 1
          yield readRoute(
            done,
            cells,
            [...(drawn.get(cells.route_id ?? '') ?? [])].flatMap((id) => shapes.get(id) ?? []),
          )
        }
      },
    }
  },
}

async function rowsOf(archive: Archive, name: string): Promise<readonly GtfsRow[]> {
  const bytes = await archive.read(name)
  if (!bytes || bytes.length === 0) return []
  const table = await openTable(bytesSource(bytes), { header: 1 })
  const names = table.shape.headers.map(({ name: header }) => header.trim())
  const rows: GtfsRow[] = []
  for await (const batch of table.batches())
    for (const { number, cells } of batch.rows)
      rows.push({
        row: number,
        cells: Object.fromEntries(names.map((each, index) => [each, cellText(cells[index] ?? null).trim()])),
      })
  await table.close()
  return rows
}

function shapesOf(rows: readonly GtfsRow[]): ReadonlyMap<string, readonly Place[][]> {
  const points = new Map<string, { at: number; place: Place }[]>()
  for (const { cells } of rows) {
    const one = { at: Number(cells.shape_pt_sequence), place: [Number(cells.shape_pt_lon), Number(cells.shape_pt_lat)] }
    const known = points.get(cells.shape_id ?? '')
    if (known) known.push(one)
    else points.set(cells.shape_id ?? '', [one])
  }
  return new Map([...points].map(([id, list]) => [id, [list.sort((a, b) => a.at - b.at).map(({ place }) => place)]]))
}

const said = (cells: Readonly<Record<string, string>>, without: readonly string[]): Record<string, Json> =>
  Object.fromEntries(Object.entries(cells).filter(([name, value]) => value !== '' && !without.includes(name)))

function readStop(row: number, { row: line, cells }: GtfsRow): Reading {
  const place = [Number(cells.stop_lon), Number(cells.stop_lat)]
  if (!cells.stop_id || !cells.stop_lon || !cells.stop_lat || !place.every(Number.isFinite))
    return {
      ok: false,
      fault: {
        row,
        field: `stops.txt:${line}`,
        says: { zh: '缺少 stop_id 或坐标', en: 'stop_id or coordinates are missing' },
        mend: { zh: '补上后再导入', en: 'fill them in' },
      },
    }
  const feature: RawFeature = {
    row,
    id: `stop.${cells.stop_id}`,
    type: 'TransportStop',
    geometry: { type: 'Point', coordinates: place },
    properties: {
      ...said(cells, ['stop_lon', 'stop_lat', 'stop_name', 'parent_station']),
      name: cells.stop_name ?? cells.stop_id,
    },
    ...(cells.parent_station && { relations: { isPartOf: [`stop.${cells.parent_station}`] } }),
  }
  return { ok: true, feature }
}

function readRoute(row: number, cells: Readonly<Record<string, string>>, lines: readonly Place[][]): Reading {
  if (lines.length === 0)
    return {
      ok: false,
      fault: {
        row,
        field: 'routes.txt',
        found: cells.route_id ?? '',
        says: { zh: '没有任何班次给出线形', en: 'no trip of this route has a shape' },
        mend: { zh: '在 shapes.txt 与 trips.txt 中给出', en: 'give one in shapes.txt and trips.txt' },
      },
    }
  const name = [cells.route_short_name, cells.route_long_name].filter(Boolean).join(' ')
  return {
    ok: true,
    feature: {
      row,
      id: `route.${cells.route_id}`,
      type: 'TransportRoute',
      geometry: { type: 'MultiLineString', coordinates: lines },
      properties: { ...said(cells, []), name: name || (cells.route_id ?? '') },
    },
  }
}
