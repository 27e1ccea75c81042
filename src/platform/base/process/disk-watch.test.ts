import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openDb, withClient } from '../database/db.ts'
import { makeBareDatabase, testCity } from '../testing.ts'
import { watchDisk } from './disk-watch.ts'
import { makeLog } from './log.ts'

const city = await testCity({ rooms: () => [], upTo: 'base', log: 'silent' })

function watched() {
  const disk = { free: 1e12, fits: true, tries: 0, isAway: false }
  const lines: { level: string; message: string }[] = []
  const watch = watchDisk({
    folder: '/',
    log: makeLog('info', (line) => lines.push(JSON.parse(line))),
    free: async () => disk.free,
    tryToWrite: async () => {
      disk.tries += 1
      if (disk.isAway) throw new Error('away')
      return disk.fits
    },
  })
  onTestFinished(watch.stop)
  return { disk, watch, said: () => lines.map(({ level, message }) => `${level} ${message.split(':')[0]}`) }
}

test('a disk with space is left in peace; a full one is told of once, and once when there is space again', async () => {
  const { disk, watch, said } = watched()
  await watch.look()
  expect(disk.tries).toBe(0)
  disk.free = 0
  disk.fits = false
  for (let n = 0; n < 5; n++) await watch.look()
  expect(watch.isFull).toBe(true)
  expect(said()).toEqual(['error the disk is full'])
  disk.free = 1_000_000
  disk.fits = true
  await watch.look()
  expect(watch.isFull).toBe(true)
  disk.free = 1e12
  await watch.look()
  expect(watch.isFull).toBe(false)
  expect(said()).toEqual(['error the disk is full', 'warn there is space on the disk again'])
})

test('a write that was refused is believed when a trial is refused too, and what nobody can say changes nothing', async () => {
  const { disk, watch } = watched()
  watch.refused()
  await watch.look()
  expect([disk.tries, watch.isFull]).toEqual([1, false])
  disk.fits = false
  watch.refused()
  await watch.look()
  expect(watch.isFull).toBe(true)
  disk.isAway = true
  await watch.look()
  expect(watch.isFull).toBe(true)
})

test('a refusal of the database for want of space is told, by a statement and by a lent client', async () => {
  let told = 0
  const { app, close } = await makeBareDatabase()
  onTestFinished(close)
  const db = openDb(app, { connections: 1, onFull: () => (told += 1) })
  onTestFinished(db.close)
  const full = `do $$ begin raise exception 'no space left' using errcode = '53100'; end $$`
  await expect(sql.raw(full).execute(db)).rejects.toMatchObject({ code: 'base.diskFull' })
  await expect(withClient(db, (client) => client.query(full))).rejects.toMatchObject({ code: '53100' })
  await expect(sql`select 1 / 0`.execute(db)).rejects.toThrow()
  expect(told).toBe(2)
})

test('a city whose disk is full says that it is not ready, and why; with space it is ready by itself', async () => {
  expect((await city.get('/healthz')).json).toMatchObject({ status: 'ready', disk: 'well' })
  // A device that is always full, where the trial writes; the trial takes it away each time.
  const path = join(city.base.config.data, `.space-${process.pid}`)
  const asked = async (status: number, fill: boolean) => {
    for (;;) {
      if (fill && !existsSync(path)) symlinkSync('/dev/full', path)
      if (fill) city.base.disk.refused()
      const answer = await city.get('/healthz')
      if (answer.status === status) return answer.json
      await new Promise((go) => setTimeout(go, 5))
    }
  }
  expect(await asked(503, true)).toMatchObject({ status: 'unavailable', database: 'up', disk: 'full' })
  expect((await city.get('/metrics')).text).toMatch(/shudu_disk_full \d/)
  expect(await asked(200, false)).toMatchObject({ status: 'ready', disk: 'well' })
})
