import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { seeded } from '../../src/kernel/codes/index.ts'
import type { CaseState } from '../../src/kernel/flow/index.ts'
import { hotline } from '../../src/packs/government/hotline/index.ts'
import { embeddedAddress, openDb, outboxState } from '../../src/platform/base/index.ts'
import { casesThatDiffer, casesWithGaps, taskRows } from '../../src/platform/cases/index.ts'
import { cleanUp, dataFolder, type ShuduProcess, startShudu, until } from '../serving/shudu-process.ts'
import { openFire } from './acknowledged-lives.ts'

afterAll(cleanUp)

/** Kills in one run; `SHUDU_KILLS=50` for the long one. */
const kills = Number(process.env.SHUDU_KILLS ?? 6)

/** How long the city may take to mend itself, ms: crash recovery on a busy machine. */
const patience = 120_000

const postgresPid = (data: string): number => {
  try {
    return Number(readFileSync(join(data, 'database/pgdata/postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return 0 // between two servers there is none
  }
}

const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  )

test(
  `${kills} kills of server and database under load lose nothing that was acknowledged`,
  async () => {
    const data = dataFolder()
    const start = (): ShuduProcess =>
      startShudu({ SHUDU_DATA: data, SHUDU_RATE: '0' }, 'tests/kills/city-under-fire.ts', [])
    let city = start()
    let url = await city.ready
    const fire = await openFire(() => url, 12)
    const random = seeded('kills')
    let databaseKills = 0
    for (let kill = 0; kill < kills; kill += 1) {
      await fire.more(10 + Math.floor(random() * 90))
      if (random() < 0.5) {
        databaseKills += 1
        const pid = await until(
          async () => postgresPid(data),
          (found) => found > 0,
        )
        process.kill(pid, 'SIGKILL')
        await until(
          async () => postgresPid(data),
          (found) => found > 0 && found !== pid,
          patience,
        ).catch((cause: unknown) => {
          throw new Error(`The database did not come back. The city said:\n${city.said()}`, { cause })
        })
      } else {
        await city.end('SIGKILL')
        city = start()
        url = await city.ready
      }
      await until(
        () => isHealthy(url),
        (well) => well,
        60_000,
      )
    }
    await fire.more(50)
    await fire.stop()

    const db = openDb(embeddedAddress(data, 'owner') ?? {}, { connections: 2 })
    const { cases, actions } = fire.acknowledged
    const kept = await sql<{
      id: string
      submission: string
      state: CaseState
    }>`select id, submission, state from cases.case`.execute(db)
    const byId = new Map(kept.rows.map((row) => [row.id, row]))
    expect([...cases].filter(([id, action]) => byId.get(id)?.submission !== action)).toEqual([])
    const logged = await sql<{
      case_id: string
      action: string
    }>`select distinct case_id, action from cases.event where action is not null`.execute(db)
    const found = new Set(logged.rows.map((row) => `${row.case_id} ${row.action}`))
    const wanted = [...actions].flatMap(([id, set]) => [...set].map((action) => `${id} ${action}`))
    expect(wanted.filter((one) => !found.has(one))).toEqual([])
    expect(await casesWithGaps(db)).toEqual([])
    expect(await casesThatDiffer(db, 100_000)).toEqual([])
    const listed = await sql<{ case_id: string; task: string; status: string; is_live: boolean }>`
    select case_id, task, status, is_live from cases.task`.execute(db)
    // Consumers had their part of the kills: none of their work was lost, and none was done twice.
    const office = await until(
      () => outboxState(db),
      ({ waiting }) => waiting === 0,
      patience,
    )
    expect(office.dead).toBe(0)
    const told = await sql<{ about: string; times: number }>`
      select about, count(*)::int as times from notify.message where template = 'hotline.submitted.reporter' group by about`.execute(
      db,
    )
    expect(told.rows.filter(({ times }) => times !== 1)).toEqual([])
    expect(told.rows.length).toBe(kept.rows.length)
    const lines = (rows: readonly { case_id: string; task: string; status: string; is_live: boolean }[]) =>
      rows.map((row) => `${row.case_id} ${row.task} ${row.status} ${row.is_live}`).sort()
    expect(lines(listed.rows)).toEqual(lines(kept.rows.flatMap((row) => taskRows(hotline.flow, row.state))))
    await db.close()
    await city.end()
    expect(wanted.length).toBeGreaterThan(kills * 10)
    process.stdout.write(
      `${kills} kills (${databaseKills} of the database): ${cases.size} cases, ${wanted.length} further actions acknowledged, none lost\n`,
    )
  },
  120_000 + kills * 30_000,
)
