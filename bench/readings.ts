import { fork } from 'node:child_process'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { from } from 'pg-copy-streams'
import { openDb, withClient } from '../src/platform/base/index.ts'
import { openTestCity, type TestCity } from '../src/platform/base/testing.ts'
import { type Things, thingsRoom } from '../src/platform/things/index.ts'
import { thermometer } from '../src/platform/things/testing/small-things.ts'
import { binaryCopy, ColumnBatch, type ObservationColumns, twinRoom } from '../src/platform/twin/index.ts'
import { type LoadDone, type LoadTask, readingOf } from './readings-load.ts'

/** A city of devices, for ingest benchmarks: its rooms run in this process, the load in another. */
export type ReadingsCity = {
  readonly city: TestCity
  readonly things: Things
  readonly devices: readonly { readonly id: string; readonly secret: string; readonly series: number }[]
  /** By MQTT unless it says otherwise. */
  load(task: Omit<LoadTask, 'port' | 'devices' | 'by'> & Partial<Pick<LoadTask, 'by'>>): Promise<LoadDone>
  /** Throws unless every reading of so many a device is there once, with its value. */
  verify(first: number, perDevice: number): Promise<void>
  empty(): Promise<void>
  /** Rows a second of bare COPY of the same rows into the same table, in the writer's own batches over as many connections. */
  copyRate(first: number, perDevice: number): Promise<number>
  stop(): Promise<void>
}

const words = { zh: '高温', en: 'Hot' }
const batchRows = 5_000

/** Opens it with so many devices; decoding, device checks, the present and an alarm rule with a window are on. */
export async function readingsCity(count: number): Promise<ReadingsCity> {
  let made: ReturnType<typeof thingsRoom> | undefined
  const city = await openTestCity({
    upTo: 'things',
    config: { rate: 0, connections: 10 },
    rooms: (base) => {
      const twin = twinRoom(base)
      const rule = {
        name: 'hot',
        title: words,
        profile: 'thermometer',
        measure: 'temperature',
        aggregate: 'mean',
        window: 60,
        when: 'value > 45',
      } as const
      made = thingsRoom(base, {
        ...{ twin, profiles: [thermometer], findProgram: async () => undefined },
        rules: [{ ...rule, for: 10, severity: 'warning', raises: { class: 'heat', text: words } }],
      })
      return [twin, made]
    },
  })
  const things = made as Things // made by the composition above
  const ids = Array.from({ length: count }, (_, i) => `bench-${i}`)
  const enrolled = await things.enrol(
    ids.map((id) => ({ id, profile: 'thermometer' })),
    'bench',
  )
  const devices = enrolled.map(({ id, secret }) => ({
    id,
    secret: secret ?? '',
    series: things.fleet.find(id)?.series[0] ?? 0,
  }))
  const owner = openDb(city.database.owner, { connections: 3 })

  const rowsOf = function* (first: number, perDevice: number): Generator<ObservationColumns> {
    let batch = new ColumnBatch(batchRows)
    for (let n = 0; n < perDevice; n++)
      for (const [device, { series }] of devices.entries()) {
        batch.add(series, first + n, readingOf(device, n), 0)
        if (batch.length < batchRows) continue
        yield batch
        batch = new ColumnBatch(batchRows)
      }
    if (batch.length > 0) yield batch
  }

  return {
    city,
    things,
    devices,
    load: ({ by = 'mqtt', ...task }) =>
      loadOnce({
        ...{ ...task, by, port: by === 'mqtt' ? (things.door()?.port ?? 0) : Number(new URL(city.url).port) },
        devices: devices.map(({ id, secret }) => ({ id, secret })),
      }),
    verify: async (first, perDevice) => {
      const { rows } = await sql<{ n: number; sum: number; wrong: number }>`select count(*) as n, sum(value) as sum,
        count(*) filter (where at < to_timestamp(${first / 1_000}) or at >= to_timestamp(${(first + perDevice) / 1_000})) as wrong
        from twin.observation`.execute(owner)
      let sum = 0
      for (const columns of rowsOf(first, perDevice))
        for (let i = 0; i < columns.length; i++) sum += columns.value[i] ?? 0
      const [found] = rows
      if (found?.n !== perDevice * count || found.wrong > 0 || Math.abs(found.sum - sum) > 0.01)
        throw new Error(
          `readings are not as they were sent: ${JSON.stringify(found)}, expected ${perDevice * count} with sum ${sum}`,
        )
    },
    empty: async () => {
      await sql`truncate twin.observation`.execute(owner)
    },
    copyRate: async (first, perDevice) => {
      await sql`truncate twin.observation`.execute(owner)
      const batches = [...rowsOf(first, perDevice)].map((batch) => binaryCopy(batch))
      const begun = performance.now()
      let next = 0
      const lane = async () => {
        for (let batch = batches[next++]; batch; batch = batches[next++]) {
          const bytes = batch
          await withClient(owner, async (client) => {
            const stream = client.query(
              from('copy twin.observation (series, at, value, quality) from stdin (format binary)'),
            )
            stream.end(bytes)
            await finished(stream)
          })
        }
      }
      await Promise.all([lane(), lane()])
      return (perDevice * count * 1_000) / (performance.now() - begun)
    },
    stop: async () => {
      await owner.close()
      await city.stop()
    },
  }
}

/** Runs a load in a process of its own. */
export function loadOnce(task: LoadTask): Promise<LoadDone> {
  const child = fork(fileURLToPath(new URL('./readings-load.ts', import.meta.url)), { stdio: 'inherit' })
  return new Promise((done, failed) => {
    child.on('message', (found: LoadDone) => {
      child.kill()
      done(found)
    })
    child.on('exit', (code) => (code ? failed(new Error(`the load ended with ${code}`)) : undefined))
    child.send(task)
  })
}
