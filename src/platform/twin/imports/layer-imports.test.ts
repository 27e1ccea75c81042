import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { strToU8, zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { fromWgs84, isInArea, type MultiPolygon, type Polygon } from '../../../kernel/place/index.ts'
import { type Entity, locationName, plainName } from '../../../kernel/twin/index.ts'
import { fileSource, openTable } from '../../base/index.ts'
import { testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../index.ts'
import type { LayerSettings } from './store.ts'

let made: Twin | undefined
/** Hosts inside that may be called. */
const served = new Set<string>()
const city = await testCity({
  upTo: 'twin',
  rooms: (base) => {
    const room = twinRoom(base, { allowedHosts: served })
    made = room
    return [room]
  },
})
if (!made) throw new Error('the room was not made')
const { layers, entities } = made
const { db } = city.database
const folder = await mkdtemp(join(tmpdir(), 'layers-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let count = 0
async function take(
  content: string | Uint8Array,
  fileName = 'a.geojson',
  settings: Partial<LayerSettings> = {},
  layer?: string,
) {
  count += 1
  const path = join(folder, `${count}-${fileName}`)
  await writeFile(path, content)
  const received = await layers.receive({
    layer: layer ?? `layer${count}`,
    fileName,
    content: path,
    by: 'test',
    settings,
  })
  return layers.run(received.id)
}
const faultsOf = async (id: string) =>
  (
    await sql<{
      row: number
      field: string
      en: string
    }>`select row, field, says->>'en' as en from twin.layer_refusal where import = ${id} order by row`.execute(db)
  ).rows
const of = async (layer: string) =>
  (
    await sql<{
      id: string
    }>`select id from twin.entity where scope && array[${`/layers/${layer}`}] order by id`.execute(db)
  ).rows.map(({ id }) => id)
const one = async (id: string) => (await entities.find([id])).get(id)

const placeOf = (entity: Pick<Entity, 'attributes'> | undefined): unknown => {
  const value = entity?.attributes[locationName]?.[0]?.value
  if (value === undefined) throw new Error('it has no place')
  return value
}
const feature = (geometry: unknown, properties: object = {}, id?: unknown) => ({
  type: 'Feature',
  ...(id !== undefined && { id }),
  geometry,
  properties,
})
const collection = (...features: readonly unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })
const point = (...coordinates: readonly unknown[]) => ({ type: 'Point', coordinates })

describe('GeoJSON', () => {
  it('becomes entities with lineage, and twice makes nothing twice', async () => {
    const text = collection(
      feature(point(121.47, 31.23), { name: '灯 1', watts: 40 }, 7),
      feature(point(121.48, 31.24), { name: '灯 2' }),
    )
    const first = await take(text, 'lamps.geojson', { type: 'Streetlight' }, 'lamps')
    expect(first).toMatchObject({ state: 'done', counts: { read: 2, imported: 2, already: 0, refused: 0 } })
    const lamp = await one('urn:ngsi-ld:layer:lamps:7')
    expect(lamp).toMatchObject({
      types: [plainName('Streetlight')],
      title: { zh: '灯 1' },
      lineage: { file: first.file, row: 1, reference: { datum: 'wgs84' } },
    })
    expect(lamp?.attributes[plainName('watts')]?.[0]?.value).toBe(40)
    const again = await take(text, 'lamps.geojson', { type: 'Streetlight' }, 'lamps')
    expect(again.counts).toEqual({ read: 2, imported: 0, already: 2, refused: 0 })
    const changed = await take(
      text.replace('"watts":40', '"watts":60'),
      'lamps.geojson',
      { type: 'Streetlight' },
      'lamps',
    )
    expect(changed.counts).toEqual({ read: 2, imported: 1, already: 1, refused: 0 })
    expect(await of('lamps')).toHaveLength(2)
  })

  it('refuses bad features one by one, with what is wrong and where', async () => {
    const bow = {
      type: 'Polygon',
      coordinates: [
        [
          [121, 31],
          [121.1, 31.1],
          [121.1, 31],
          [121, 31.1],
          [121, 31],
        ],
      ],
    }
    const open = {
      type: 'Polygon',
      coordinates: [
        [
          [121, 31],
          [121.1, 31],
          [121.1, 31.1],
          [121, 31.1],
        ],
      ],
    }
    const done = await take(
      collection(
        feature(point(121.47, 31.23)),
        feature(point(31.23, 121.47)),
        feature(bow),
        feature(open),
        feature(null),
        feature(point(0, 0)),
        feature(point('x', 1)),
        feature(point(356_000, 3_456_000)),
        { type: 'Thing' },
      ),
    )
    expect(done.counts).toEqual({ read: 9, imported: 1, already: 0, refused: 8 })
    const faults = await faultsOf(done.id)
    expect(faults.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    const told = faults.map(({ en }) => en)
    for (const [index, part] of [
      'swapped',
      'crosses itself',
      'not complete',
      'no geometry',
      '0, 0',
      'no number',
      'no degrees',
      'Feature',
    ].entries())
      expect(told[index]).toContain(part)
  })

  it('is read piece by piece: nested braces, texts with brackets, chunks that cut letters', async () => {
    const name = `里弄“]}{[\\"${'漕'.repeat(40)}`
    const many = Array.from({ length: 9_000 }, (_, index) =>
      feature(point(121 + index / 1e5, 31), { name, deep: { a: [{ b: '}' }] } }, index),
    )
    const done = await take(collection(...many), 'many.geojson', {}, 'many')
    expect(done.counts).toEqual({ read: 9_000, imported: 9_000, already: 0, refused: 0 })
    const last = await one('urn:ngsi-ld:layer:many:8999')
    expect(last?.attributes[plainName('name')]?.[0]?.value).toBe(name)
  })

  it('that ends in the middle fails as a whole, and says so', async () => {
    await expect(take(collection(feature(point(121, 31))).slice(0, -20))).rejects.toMatchObject({
      code: 'layer.broken',
    })
  })

  it('converts by the datum chosen, named in the file or in its name, and records it', async () => {
    const here = { lng: 121.47, lat: 31.23 }
    for (const [datum, name, settings, extra] of [
      ['gcj02', 'x.geojson', { datum: 'gcj02' }, {}],
      ['bd09', 'lamps-bd09.geojson', {}, {}],
      ['cgcs2000', 'x.geojson', {}, { crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } } }],
    ] as const) {
      const moved = fromWgs84(here, datum)
      const text = JSON.stringify({
        type: 'FeatureCollection',
        ...extra,
        features: [feature(point(moved.lng, moved.lat), {}, datum)],
      })
      await take(text, name, settings, 'datums')
      const found = await one(`urn:ngsi-ld:layer:datums:${datum}`)
      const { coordinates } = placeOf(found) as { coordinates: [number, number] } // a point went in
      expect(coordinates[0]).toBeCloseTo(here.lng, 7)
      expect(coordinates[1]).toBeCloseTo(here.lat, 7)
      expect(found?.lineage).toMatchObject({ reference: { kind: 'datum', datum }, convertedTo: 'wgs84' })
    }
  })

  it('refuses the same number for two things in one file', async () => {
    const done = await take(collection(feature(point(121, 31), {}, 'a'), feature(point(121, 32), {}, 'a')))
    expect(done.counts).toMatchObject({ imported: 1, refused: 1 })
  })
})

/** A shapefile of points and a GBK table, by the specification. */
function shapefileZip(
  points: readonly (readonly [number, number])[],
  names: readonly string[],
  prj: string,
): Uint8Array {
  const shp = Buffer.alloc(100 + points.length * 28)
  shp.writeInt32BE(9994, 0)
  shp.writeInt32BE(shp.length / 2, 24)
  shp.writeInt32LE(1000, 28)
  shp.writeInt32LE(1, 32)
  points.forEach(([x, y], index) => {
    const at = 100 + index * 28
    shp.writeInt32BE(index + 1, at)
    shp.writeInt32BE(10, at + 4)
    shp.writeInt32LE(1, at + 8)
    shp.writeDoubleLE(x, at + 12)
    shp.writeDoubleLE(y, at + 20)
  })
  const dbf = Buffer.alloc(32 + 32 + 1 + names.length * 21, 0x20)
  dbf.fill(0, 0, 65)
  dbf.writeUInt8(3, 0)
  dbf.writeUInt32LE(names.length, 4)
  dbf.writeUInt16LE(65, 8)
  dbf.writeUInt16LE(21, 10)
  iconv.encode('名称', 'gb18030').copy(dbf, 32)
  dbf.write('C', 43)
  dbf.writeUInt8(20, 48)
  dbf.writeUInt8(0x0d, 64)
  names.forEach((name, index) => {
    iconv.encode(name, 'gb18030').copy(dbf, 65 + index * 21 + 1)
  })
  return zipSync({ 'a/lamps.shp': shp, 'a/lamps.dbf': dbf, 'a/lamps.prj': strToU8(prj) })
}

describe('other formats', () => {
  it('shapefile: GBK table, projected by its prj (CGCS2000, three degrees, 120°E)', async () => {
    const prj =
      'PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    const done = await take(shapefileZip([[640_000, 3_456_000]], ['延安东路'], prj), 'lamps.zip', {}, 'shp')
    expect(done).toMatchObject({ format: 'shapefile', counts: { imported: 1, refused: 0 } })
    const [id = ''] = await of('shp')
    const found = await one(id)
    expect(found?.title).toEqual({ zh: '延安东路', en: '延安东路' })
    const { coordinates } = placeOf(found) as { coordinates: [number, number] } // a point went in
    // 140 km east of the meridian and 3,456 km north of the equator on the ellipsoid.
    expect(coordinates[0]).toBeCloseTo(121.468, 2)
    expect(coordinates[1]).toBeCloseTo(31.22, 2)
  })

  it('GeoPackage: geometry in its own header, attributes beside', async () => {
    const path = join(folder, 'a.gpkg')
    const gpkg = new DatabaseSync(path)
    gpkg.exec(`create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text, organization_coordsys_id integer, definition text);
      insert into gpkg_spatial_ref_sys values ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84"]');
      create table gpkg_contents (table_name text primary key, data_type text);
      insert into gpkg_contents values ('trees', 'features');
      create table gpkg_geometry_columns (table_name text, column_name text, srs_id integer);
      insert into gpkg_geometry_columns values ('trees', 'geom', 4326);
      create table trees (fid integer primary key, geom blob, kind text, girth real)`)
    const wkb = Buffer.alloc(21)
    wkb.writeUInt8(1, 0)
    wkb.writeUInt32LE(1, 1)
    wkb.writeDoubleLE(121.5, 5)
    wkb.writeDoubleLE(31.2, 13)
    const header = Buffer.from([0x47, 0x50, 0, 1, 0xe6, 0x10, 0, 0])
    const insert = gpkg.prepare('insert into trees (geom, kind, girth) values (?, ?, ?)')
    insert.run(Buffer.concat([header, wkb]), '银杏', 1.5)
    insert.run(Buffer.concat([header, wkb.subarray(0, 12)]), 'broken', 1)
    gpkg.close()
    const done = await take(readFileSync(path), 'trees.gpkg', {}, 'trees')
    expect(done).toMatchObject({ format: 'geopackage', counts: { read: 2, imported: 1, refused: 1 } })
    expect((await one('urn:ngsi-ld:layer:trees:1'))?.attributes[plainName('kind')]?.[0]?.value).toBe('银杏')
  })

  it('3D Tiles by link: the extent of the root', async () => {
    const tileset = {
      asset: { version: '1.1' },
      geometricError: 500,
      root: { boundingVolume: { region: [2.12, 0.545, 2.121, 0.546, 0, 100] }, geometricError: 100, refine: 'ADD' },
    }
    const done = await take(
      JSON.stringify(tileset),
      'tileset.json',
      { link: 'https://tiles.example/tileset.json' },
      'mesh',
    )
    expect(done).toMatchObject({ format: '3dtiles', counts: { imported: 1 } })
    const [id = ''] = await of('mesh')
    expect((await one(id))?.attributes[plainName('url')]?.[0]?.value).toBe('https://tiles.example/tileset.json')
  })

  it('3D Tiles by link: read where they are served, not from inside the house, and nothing else', async () => {
    const root = { boundingVolume: { region: [2.12, 0.545, 2.121, 0.546, 0, 100] } }
    let answer = JSON.stringify({ asset: { version: '1.1' }, geometricError: 500, root })
    const server = createServer((_, back) => void back.end(answer)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo // it listens on a port
    served.add(`127.0.0.1:${port}`)
    const program = city.as({ id: 'p2', kind: 'service', name: 'program', posts: [], scopes: ['twin'] })
    const ask = (link: string) => program.post('/api/twin/imports/link', { layer: 'linked', link })
    try {
      const link = `http://127.0.0.1:${port}/mesh/tileset.json`
      const made = await ask(link)
      expect(made.status).toBe(201)
      const { id } = made.json
      expect((await layers.run(id)).counts).toMatchObject({ imported: 1, refused: 0 })
      const [thing = ''] = await of('linked')
      expect((await one(thing))?.attributes[plainName('url')]?.[0]?.value).toBe(link)
      answer = '{"type": "FeatureCollection", "features": []}'
      expect((await ask(link)).json).toMatchObject({ code: 'layer.noTileset' })
      expect((await ask('nonsense')).json).toMatchObject({ code: 'twin.address' })
      served.clear()
      expect((await ask(link)).json).toMatchObject({ code: 'twin.address' })
    } finally {
      server.close()
    }
  })

  it('IFC: spaces with their storey, placed by the site', async () => {
    const done = await take(smallIfc, 'house.ifc', {}, 'house')
    expect(done).toMatchObject({ format: 'ifc', counts: { read: 1, imported: 1, refused: 0 } })
    const space = await one('urn:ngsi-ld:layer:house:0000000000000000000SPC')
    expect(space?.attributes[plainName('storey')]?.[0]?.value).toBe('Ground floor')
    expect(space?.attributes[plainName('height')]?.[0]?.value).toBeCloseTo(3, 3)
    const { coordinates } = placeOf(space) as { coordinates: [number, number][][] } // a polygon went in
    expect(coordinates[0]?.[0]?.[0]).toBeCloseTo(121.5, 3)
    expect(coordinates[0]?.[0]?.[1]).toBeCloseTo(31.25, 3)
  })

  it('refuses bombs, empty files and what it does not know', async () => {
    const bomb = zipSync({ 'x.shp': new Uint8Array(64 * 2 ** 20), 'x.dbf': new Uint8Array(10) }, { level: 9 })
    await expect(take(bomb, 'bomb.zip')).rejects.toMatchObject({ code: 'table.bomb' })
    await expect(take('', 'empty.geojson')).rejects.toMatchObject({ code: 'layer.broken' })
    expect(await take('a,b\n1,2\n3,4\n', 'no.csv')).toMatchObject({ state: 'failed', preview: { lacks: 'columns' } })
    await expect(take(zipSync({ 'readme.txt': strToU8('x') }), 'no.zip')).rejects.toMatchObject({
      code: 'layer.noFormat',
    })
  })
})

const smallIfc = `ISO-10303-21;
HEADER;FILE_DESCRIPTION((''),'2;1');FILE_NAME('a','2026-01-01T00:00:00',(''),(''),'','','');FILE_SCHEMA(('IFC4'));ENDSEC;
DATA;
#1=IFCPROJECT('0000000000000000000PRJ',$,'P',$,$,$,$,(#10),#5);
#5=IFCUNITASSIGNMENT((#6));
#6=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#10=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#12,$);
#11=IFCCARTESIANPOINT((0.,0.,0.));
#12=IFCAXIS2PLACEMENT3D(#11,$,$);
#13=IFCLOCALPLACEMENT($,#12);
#20=IFCSITE('0000000000000000000SIT',$,'S',$,$,#13,$,$,.ELEMENT.,(31,15,0,0),(121,30,0,0),0.,$,$);
#21=IFCBUILDING('0000000000000000000BLD',$,'B',$,$,#13,$,$,.ELEMENT.,$,$,$);
#22=IFCBUILDINGSTOREY('0000000000000000000STO',$,'Ground floor',$,$,#13,$,$,.ELEMENT.,0.);
#30=IFCRELAGGREGATES('000000000000000000RE01',$,$,$,#1,(#20));
#31=IFCRELAGGREGATES('000000000000000000RE02',$,$,$,#20,(#21));
#32=IFCRELAGGREGATES('000000000000000000RE03',$,$,$,#21,(#22));
#33=IFCRELAGGREGATES('000000000000000000RE04',$,$,$,#22,(#40));
#40=IFCSPACE('0000000000000000000SPC',$,'101',$,$,#13,#50,'Office',.ELEMENT.,.INTERNAL.,$);
#50=IFCPRODUCTDEFINITIONSHAPE($,$,(#51));
#51=IFCSHAPEREPRESENTATION(#10,'Body','SweptSolid',(#52));
#52=IFCEXTRUDEDAREASOLID(#53,#12,#56,3.);
#53=IFCRECTANGLEPROFILEDEF(.AREA.,$,#54,5.,4.);
#54=IFCAXIS2PLACEMENT2D(#55,$);
#55=IFCCARTESIANPOINT((2.5,2.));
#56=IFCDIRECTION((0.,0.,1.));
ENDSEC;
END-ISO-10303-21;
`

const shared = new URL('../../../../../shared/data/', import.meta.url)
const isThere = existsSync(new URL('geo/districts-gcj02.geojson', shared))
if (!isThere) console.warn('Skipped: ../shared/data/geo is not here')
const real = (name: string) => readFileSync(new URL(name, shared))

describe.skipIf(!isThere)('real files', () => {
  it('a district outline and the addresses inside it agree', async () => {
    const outlines = await take(
      real('geo/districts-gcj02.geojson'),
      'districts-gcj02.geojson',
      { idField: 'adcode', type: 'District' },
      'districts',
    )
    expect(outlines.preview.reference).toEqual({ kind: 'datum', datum: 'gcj02' })
    expect(outlines.counts).toEqual({ read: 16, imported: 16, already: 0, refused: 0 })
    const addresses = await take(
      real('addresses/shanghai-addresses.csv'),
      'shanghai-addresses.csv',
      { type: 'Address' },
      'addresses',
    )
    expect(addresses.counts.read).toBe(3_264)
    expect(addresses.counts.refused).toBeLessThan(10)
    const areas = new Map<string, Polygon | MultiPolygon>()
    for (const id of await of('districts')) {
      const found = await one(id)
      areas.set(found?.title?.zh ?? '', found?.attributes[locationName]?.[0]?.value as unknown as MultiPolygon) // outlines went in
    }
    const all = await entities.find(await of('addresses'))
    const table = await openTable(await fileSource(new URL('addresses/shanghai-addresses.csv', shared).pathname))
    const districtColumn = plainName(table.shape.headers[0]?.name ?? '')
    await table.close()
    let [inside, seen] = [0, 0]
    for (const { attributes } of all.values()) {
      const area = areas.get(String(attributes[districtColumn]?.[0]?.value))
      const { coordinates } = placeOf({ attributes }) as { coordinates: [number, number] } // points went in
      if (!area) continue
      seen += 1
      if (isInArea({ lng: coordinates[0], lat: coordinates[1] }, area)) inside += 1
    }
    expect(seen).toBeGreaterThan(3_000)
    // The list itself puts a few addresses into the district next door.
    expect(inside / seen).toBeGreaterThan(0.98)
  })

  it('metro, elevated roads, Delft, Cairns', async () => {
    const network = await take(
      real('geo/osm_transport_network_wgs84.json'),
      'osm_transport_network_wgs84.json',
      {},
      'network',
    )
    expect(network.preview.kinds).toEqual(expect.arrayContaining(['metroLines']))
    expect(network.counts.imported).toBe(network.counts.read)
    const stations = await take(real('metro/station_coords.json'), 'station_coords.json', {}, 'stations')
    expect(stations.counts.imported).toBeGreaterThan(300)
    const delft = await take(real('twin/delft.city.json'), 'delft.city.json', {}, 'delft')
    expect(delft.preview.reference).toEqual({ kind: 'epsg', code: 7415 })
    expect(delft.counts.read).toBe(570)
    const building = (await of('delft')).length
    expect(building).toBe(delft.counts.imported)
    const [west = 0, south = 0] = delft.preview.extent ?? []
    expect(west).toBeCloseTo(4.36, 1)
    expect(south).toBeCloseTo(52.01, 1)
    const cairns = await take(real('gtfs/cairns_gtfs.zip'), 'cairns_gtfs.zip', {}, 'cairns')
    expect(cairns.preview.kinds).toEqual(expect.arrayContaining(['TransportStop']))
    expect(cairns.counts.refused).toBe(0)
  })
})
