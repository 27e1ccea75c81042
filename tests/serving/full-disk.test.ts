import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanUp, dataFolder, startShudu, until } from './shudu-process.ts'

// A disk of its own, small enough to fill: only root can mount one.
const folder = dataFolder()
// The database must lie on this disk, so its user must be able to walk down to it.
chmodSync(folder, 0o711)
const disk = join(folder, 'disk')
mkdirSync(disk)
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=420m,mode=0755', 'tmpfs', disk]).status === 0

afterAll(async () => {
  if (mounted) spawnSync('umount', ['-l', disk])
  await cleanUp()
})

const free = () => {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}

describe('a full disk', () => {
  it.runIf(mounted)(
    'refuses what cannot be kept, keeps what was acknowledged, and goes on when there is space',
    async () => {
      const city = startShudu({ SHUDU_DATA: join(disk, 'data'), SHUDU_RATE: '0' }, 'tests/serving/small-city.ts')
      const url = await city.ready
      const set = async (n: number) => {
        const answer = await fetch(`${url}/api/marks/${n}-${'x'.repeat(300)}`, { method: 'POST' })
        return { status: answer.status, code: answer.status === 204 ? undefined : (await answer.json()).code }
      }
      const ballast = join(disk, 'ballast')
      writeFileSync(ballast, Buffer.alloc(free() - 300_000))
      const acknowledged: number[] = []
      const refused: unknown[] = []
      for (let n = 0; refused.length < 100 && n < 5_000; n++) {
        const answer = await set(n)
        if (answer.status === 204) acknowledged.push(n)
        else refused.push(answer)
      }
      expect(acknowledged.length).toBeGreaterThan(0)
      expect(refused).toHaveLength(100)
      expect(new Set(refused.map((one) => JSON.stringify(one)))).toEqual(
        new Set(['{"status":507,"code":"base.diskFull"}']),
      )
      // Nothing to write, nothing to refuse.
      expect((await fetch(`${url}/api/marks`)).status).toBe(200)
      rmSync(ballast)
      await until(
        () => set(-1),
        ({ status }) => status === 204,
      )
      const marks = await (await fetch(`${url}/api/marks`)).json()
      const kept = marks.set.map((id: string) => Number.parseInt(id, 10)).sort((a: number, b: number) => a - b)
      expect(kept).toEqual([-1, ...acknowledged])
      expect(await city.end()).toBe(0)
    },
  )
})
