// The walk that must never break: a citizen's report through every hand until the figures move, in a real browser.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { projectFolder } from '../../src/platform/base/index.ts'
import { cleanUp, dataFolder, startShudu } from '../serving/shudu-process.ts'
import { browserPath, enterAs, openBrowser, type screens, type Walker, walkIn } from './browser.ts'
import { type Receipt, rate, report } from './citizen.ts'
import { figureOf, openNumber } from './cockpit.ts'
import { lookAt, pictures } from './looks.ts'
import { callBack, giveBack, handleOffline, handOn, sendAnew, sortByKeyboard } from './staff.ts'

if (browserPath === undefined)
  process.stdout.write('The walk through the city is skipped: no Chromium on this machine (see SHUDU_CHROMIUM).\n')

let city = ''
let browser: Browser

/** Everybody who walked; what broke in their pages is asked at the end of each story. */
const walkers: Walker[] = []

async function person(how: Parameters<typeof walkIn>[2]): Promise<Walker> {
  const made = await walkIn(browser, city, how)
  walkers.push(made)
  return made
}

/** An official at a desk. */
async function official(note: string, to: string, screen: keyof typeof screens = 'pc'): Promise<Walker> {
  const made = await person({ screen })
  await enterAs(made, note, to)
  return made
}

const troubles = () => walkers.flatMap((one) => one.troubles)

beforeAll(async () => {
  if (browserPath === undefined) return
  // Builds the web application when what is built is not of these sources.
  await promisify(execFile)(process.execPath, [join(projectFolder, 'bin/setup.mjs'), 'build'])
  city = await startShudu({ SHUDU_DATA: dataFolder() }, 'tests/walk/city-to-walk.ts').ready
  browser = await openBrowser()
})

// What everybody saw when something failed, to look at.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    for (const [index, { page }] of walkers.entries())
      await page.screenshot({ path: join(pictures, `failed-${index + 1}.png`) })
})

afterAll(async () => {
  await browser?.close()
  await cleanUp()
})

/** An address of the showcase street that the city knows. */
async function someAddress(): Promise<string> {
  const answer = await fetch(`${city}/api/registry/reverse?lng=121.4725&lat=31.2358`)
  const { nearest } = (await answer.json()) as { nearest: { address: string } } // the route's own schema
  return nearest.address
}

/** The log of a case, as an official who may read it gets it: who did what, by which action. */
async function logOf({ page }: Walker, id: string): Promise<readonly { type: string; action?: string }[]> {
  const answer = await page.request.get(`/api/cases/${id}`)
  return ((await answer.json()) as { events: { type: string; action?: string }[] }).events // the route's own schema
}

describe.skipIf(browserPath === undefined)('a walk through the city', () => {
  test('a report on a phone goes through every hand until the figures move', async () => {
    const words = '弄堂口的路灯连续三晚不亮，老人晚上走路看不清'
    const citizen = await person({ screen: 'phone' })
    const receipt = await tell(citizen, words)
    expect(receipt.number).toMatch(/^\d{4}-\d{4}-\d{4,}-\d$/)

    await sortByKeyboard(await official('热线分拣员', '/desk/mine'), words)
    const clerk = await official('南京东路街道承办人', '/desk/mine')
    await giveBack(clerk, words)
    await sendAnew(await official('黄浦区派单员', '/desk/returned'), words)
    await handOn(clerk, words)

    const grid = await official('南京东路街道网格员', '/desk/mine', 'phone')
    const id = await handleOffline(grid, words)
    expect((await logOf(clerk, id)).map(({ type }) => type)).not.toContain('contacted')
    await grid.page.getByText('3 项待发送').waitFor()
    await grid.page.getByRole('link', { name: '查看' }).click()
    await grid.page.getByRole('heading', { name: '待发送' }).waitFor()
    expect(await grid.page.getByRole('listitem').locator('strong').allInnerTexts()).toEqual([
      '联系诉求人',
      '记录进展',
      '办结',
    ])
    await grid.context.setOffline(false)
    await grid.page.getByText('都已发送').waitFor()
    await lookAt(grid.page, 'outbox-sent')
    const log = await logOf(clerk, id)
    const since = log.slice(log.findIndex(({ type }) => type === 'handed-on') + 1)
    expect(since.map(({ type }) => type)).toEqual(['contacted', 'progressed', 'accepted', 'completed', 'opened'])
    expect(new Set(since.map(({ action }) => action)).size).toBe(3)

    const duty = await official('市级值班长', '/city')
    const before = { solved: await figureOf(duty, '实际解决率'), satisfied: await figureOf(duty, '满意率') }
    await lookAt(duty.page, 'city')
    await callBack(await official('热线话务员', '/desk/mine'), words)
    await citizen.page.goto(`/t/${receipt.code}`)
    await citizen.page.getByText('已更换三盏灯的保险，今晚恢复照明。').first().waitFor()
    await lookAt(citizen.page, 'track-answered')
    await rate(citizen.page, '非常满意')
    await lookAt(citizen.page, 'track-rated')

    await duty.page.goto('/city')
    for (const [name, was] of [
      ['实际解决率', before.solved],
      ['满意率', before.satisfied],
    ] as const) {
      expect(await figureOf(duty, name)).toEqual({ met: was.met + 1, of: was.of + 1 })
      expect(await openNumber(duty, name, 'met')).toContain(words)
      expect(await openNumber(duty, name, 'of')).toContain(words)
    }
    expect(troubles()).toEqual([])
  })
})

/** The citizen, not signed in, reports by phone and opens the link. */
async function tell({ page }: Walker, words: string): Promise<Receipt> {
  await page.goto('/')
  await lookAt(page, 'home')
  await page.getByRole('link', { name: /反映一件事/ }).click()
  const receipt = await report(page, {
    words,
    address: await someAddress(),
    photo: '路灯',
    phone: '13800138000',
    look: (name) => lookAt(page, name),
  })
  await page.getByRole('link', { name: '查看进展' }).click()
  await page.waitForURL(`/t/${receipt.code}`)
  await page.getByRole('heading', { name: '经过' }).waitFor()
  await lookAt(page, 'track')
  return receipt
}
