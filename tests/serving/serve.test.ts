import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanUp, dataFolder, startShudu, until } from './shudu-process.ts'

afterAll(cleanUp)

const small = 'tests/serving/small-city.ts'
const health = async (url: string) => fetch(`${url}/healthz`).then((answer) => answer.status)
const marks = async (url: string): Promise<{ set: string[]; copied: string[] }> =>
  (await fetch(`${url}/api/marks`)).json()

/** The server of a data folder: first line of its own note. */
const postgresPid = (data: string): number => {
  try {
    return Number(readFileSync(join(data, 'database/pgdata/postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return 0 // Between two servers there is none.
  }
}

describe('shudu serve', () => {
  const data = dataFolder()

  it('starts an empty folder, is healthy, and leaves nothing running behind', async () => {
    const city = startShudu({ SHUDU_DATA: data })
    const url = await city.ready
    expect(await health(url)).toBe(200)
    expect(statSync(join(data, 'runtime.json')).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(join(data, 'runtime.json'), 'utf8'))).toMatchObject({ url, pid: city.pid })
    const pid = postgresPid(data)
    expect(await city.end()).toBe(0)
    expect(existsSync(join(data, 'runtime.json'))).toBe(false)
    expect(() => process.kill(pid, 0)).toThrow()
  })

  it('refuses a second one on the same folder and names the first one’s address', async () => {
    const first = startShudu({ SHUDU_DATA: data })
    const url = await first.ready
    const second = startShudu({ SHUDU_DATA: data })
    expect(await second.ended).toBe(5)
    expect(second.said()).toContain(url)
    expect(second.said()).toContain(`process ${first.pid}`)
    expect(await health(url)).toBe(200)
    await first.end()
  })

  it('does other roles beside the first process, on its database', async () => {
    const first = startShudu({ SHUDU_DATA: data }, 'src/cli/shudu.ts', ['serve', '--roles', 'api'])
    await first.ready
    const second = startShudu({ SHUDU_DATA: data }, 'src/cli/shudu.ts', ['serve', '--roles', 'work'])
    const url = await second.ready
    expect(await health(url)).toBe(200)
    expect(await second.end()).toBe(0)
    expect(await first.end()).toBe(0)
  })

  it('says which port is taken, and stops its database again', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => taken.once('listening', done))
    const { port } = taken.address() as { port: number } // a TCP server's address
    const city = startShudu({ SHUDU_DATA: data, SHUDU_PORT: String(port) })
    expect(await city.ended).toBe(3)
    expect(city.said()).toContain(`Port ${port} is already in use`)
    expect(existsSync(join(data, 'database/pgdata/postmaster.pid'))).toBe(false)
    taken.close()
  })

  it('names a setting that cannot be used', async () => {
    const city = startShudu({ SHUDU_DATA: data, SHUDU_PORT: 'eighty' })
    expect(await city.ended).toBe(2)
    expect(city.said()).toContain('SHUDU_PORT')
  })
})

describe('a city whose database is killed', () => {
  it('answers 503 with Retry-After meanwhile, then all again, with every acknowledged mark', async () => {
    const data = dataFolder()
    const city = startShudu({ SHUDU_DATA: data, SHUDU_RATE: '0' }, small)
    const url = await city.ready
    const acknowledged: string[] = []
    const refusals = new Set<string>()
    let going = true
    const caller = async (name: number) => {
      for (let n = 0; going; n++) {
        const answer = await fetch(`${url}/api/marks/${name}-${n}`, { method: 'POST' })
        if (answer.status === 204) acknowledged.push(`${name}-${n}`)
        else refusals.add(`${answer.status} ${answer.headers.get('retry-after')}`)
      }
    }
    const callers = [1, 2, 3, 4].map(caller)
    try {
      for (let kill = 0; kill < 3; kill++) {
        const enough = acknowledged.length + 50
        await until(
          async () => acknowledged.length,
          (count) => count > enough,
        )
        const killed = postgresPid(data)
        process.kill(killed, 'SIGKILL')
        await until(
          async () => postgresPid(data),
          (pid) => pid > 0 && pid !== killed,
        )
        await until(
          () => health(url),
          (status) => status === 200,
        )
      }
    } finally {
      going = false
      await Promise.all(callers)
    }
    expect([...refusals]).toEqual(['503 5'])
    const { set } = await marks(url)
    expect(acknowledged.filter((id) => !set.includes(id))).toEqual([])
    const done = await until(
      () => marks(url),
      ({ copied }) => copied.length >= set.length,
    )
    // Handled once each, however often the database went away.
    expect(done.copied.toSorted()).toEqual(done.set.toSorted())
    await city.end()
  })
})

describe('a city that is killed itself', () => {
  /** The process that stops the database when the city is gone. */
  const watchdogOf = (data: string): number =>
    Number(execFileSync('pgrep', ['-f', `^/bin/sh -c .*shudu-watchdog [0-9]+ ${data}/`], { encoding: 'utf8' }).trim())

  it('leaves no database behind, and starts again on the same folder with every acknowledged mark', async () => {
    const data = dataFolder()
    const acknowledged: string[] = []
    for (let round = 0; round < 3; round++) {
      const city = startShudu({ SHUDU_DATA: data, SHUDU_RATE: '0' }, small)
      const url = await city.ready
      const before = acknowledged.length
      const caller = async (name: number) => {
        for (let n = 0; ; n++) {
          const id = `${round}-${name}-${n}`
          const answer = await fetch(`${url}/api/marks/${id}`, { method: 'POST' }).catch(() => undefined)
          if (answer === undefined) return
          if (answer.status === 204) acknowledged.push(id)
        }
      }
      const callers = [1, 2, 3].map(caller)
      await until(
        async () => acknowledged.length,
        (count) => count > before + 50,
      )
      // In the last round the watchdog is killed too: then the next start ends what was left running.
      if (round === 2) process.kill(watchdogOf(data), 'SIGKILL')
      expect(await city.end('SIGKILL')).toBeNull()
      await Promise.all(callers)
      if (round === 2) expect(() => process.kill(postgresPid(data), 0)).not.toThrow()
      if (round === 1)
        await until(
          async () => postgresPid(data),
          (pid) => pid === 0,
        )
    }
    const last = startShudu({ SHUDU_DATA: data, SHUDU_RATE: '0' }, small)
    const url = await last.ready
    const done = await until(
      () => marks(url),
      ({ set, copied }) => copied.length === set.length,
    )
    expect(acknowledged.filter((id) => !done.set.includes(id))).toEqual([])
    expect(done.copied.toSorted()).toEqual(done.set.toSorted())
    expect(await last.end()).toBe(0)
  })
})

describe('a folder that only root may enter', () => {
  const asRoot = process.getuid?.() === 0

  it.runIf(asRoot)('is made passable for the database, but not readable', async () => {
    const data = dataFolder() // mkdtemp makes it 0700
    const city = startShudu({ SHUDU_DATA: data })
    await city.ready
    expect(statSync(data).mode & 0o777).toBe(0o711)
    expect(statSync(join(data, 'master.key')).mode & 0o777).toBe(0o600)
    const owner = statSync(join(data, 'database/pgdata')).uid
    expect(owner).not.toBe(0)
    expect(execFileSync('ps', ['-o', 'uid=', '-p', String(postgresPid(data))], { encoding: 'utf8' }).trim()).toBe(
      String(owner),
    )
    await city.end()
  })

  it.runIf(asRoot)('and cannot be passed keeps its database elsewhere, and finds it again', async () => {
    const data = join(dataFolder(), 'below')
    const first = startShudu({ SHUDU_DATA: data }, small)
    await fetch(`${await first.ready}/api/marks/kept`, { method: 'POST' })
    expect(await first.end()).toBe(0)
    const { folder } = JSON.parse(readFileSync(join(data, 'database.json'), 'utf8'))
    try {
      expect(folder).toMatch(/^\/var\/lib\/shudu\/[0-9a-f]{12}$/)
      const second = startShudu({ SHUDU_DATA: data }, small)
      expect((await marks(await second.ready)).set).toEqual(['kept'])
      await second.end()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
