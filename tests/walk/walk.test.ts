// The walk that must never break: a citizen's report through every hand until the figures move, in a real browser.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { projectFolder } from '../../src/platform/base/index.ts'
import { cleanUp, dataFolder, startShudu } from '../serving/shudu-process.ts'
import { browserPath, enterAs, openBrowser, type screens, type Walker, walkIn } from './browser.ts'
import { type Receipt, rate, report } from './citizen.ts'
import { figureOf, openNumber } from './cockpit.ts'
import { begin, openCase, send } from './desk.ts'
import { lookAt, pictures } from './looks.ts'
import { callBack, giveBack, handleOffline, handOn, sendAnew, sortByKeyboard } from './staff.ts'

if (browserPath === undefined)
  process.stdout.write('The walk through the city is skipped: no Chromium on this machine (see SHUDU_CHROMIUM).\n')

/**
 * Asked for by `SHUDU_WALK=1 npm test`. Not yet part of every run: three of its six stories still fail on a loaded machine
 * (colours judged while a page is still changing), and a test that fails by chance teaches nobody anything.
 */
const isAsked = process.env.SHUDU_WALK === '1'
if (!isAsked) process.stdout.write('The walk through the city is skipped: set SHUDU_WALK=1 to walk it.\n')

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

// A story takes a minute and a half on two busy cores; a machine that is busier still may take its time.
vi.setConfig({ testTimeout: 600_000 })

describe.skipIf(browserPath === undefined || !isAsked)('a walk through the city', () => {
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
    await seesPhoto(citizen.page, 'first')
    await seesPhoto(citizen.page, 'last')
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

  test('what another did meanwhile is shown to who comes back from no signal, and is his to decide', async () => {
    const words = '公交站牌下的地砖翘起来，绊倒了一位老人'
    const sorter = await official('热线分拣员', '/desk/mine')
    const id = await reported(sorter, words)
    const sorted = { kind: 'complaint', class: '城乡建设/市政设施/道路破损', urgency: 'normal', route: 'dispatch' }
    await act(sorter, id, { action: 'complete', step: 'sort', input: { ...sorted, office: '310101002.g01' } })

    const grid = await official('南京东路街道网格员', '/desk/mine', 'phone')
    await openCase(grid.page, 'mine', words)
    await grid.context.setOffline(true)
    const form = await begin(grid.page, '记录进展')
    await form.getByRole('textbox', { name: '进展' }).fill('已放置警示牌。')
    await send(grid.page, form, '记录进展', '记录进展：已存在本机')
    const street = await official('南京东路街道派单员', '/desk/below')
    await act(street, id, { action: 'dispatch', step: 'handle', input: { office: '310101002.g02', reason: '改派' } })
    await grid.context.setOffline(false)

    await grid.page.getByText('1 项需要您决定').waitFor()
    await grid.page.getByRole('link', { name: '查看' }).click()
    const entry = grid.page.getByRole('listitem').filter({ hasText: words }).first()
    await entry.getByText('情况已变化').waitFor()
    await entry.getByText('派单').waitFor()
    await lookAt(grid.page, 'outbox-conflict')
    await entry.getByRole('button', { name: '放弃这一项' }).click()
    await grid.page.getByText('都已发送').waitFor()
    expect((await logOf(street, id)).map(({ type }) => type)).not.toContain('progressed')
    expect(troubles()).toEqual([])
  })

  test.each([
    { mode: 'in English', language: 'en', care: false },
    { mode: 'in care mode', language: 'zh', care: true },
    { mode: 'in care mode, in English', language: 'en', care: true },
  ] as const)('a citizen reports $mode', async ({ language, care }) => {
    const { page } = await person({
      ...{ screen: 'phone', language, care },
      at: { longitude: 121.4725, latitude: 31.2358 },
    })
    const name = `${care ? 'care' : 'standard'}-${language}`
    const look = (part: string) => (care && language === 'zh' ? lookAt(page, `care-${part}`) : Promise.resolve())
    await page.goto('/')
    await look('home')
    await page.getByRole('link', { name: /反映一件事|说件事|Report something|Tell us something/ }).click()
    const words =
      language === 'en' ? `No light at the crossing after dark (${name})` : '过街的地方天黑以后没有灯，看不见车'
    const receipt = await report(page, { words, phone: '13900139000', look })
    expect(receipt.number).toMatch(/^\d{4}-\d{4}-\d{4,}-\d$/)
    await page.getByRole('link', { name: /查看进展|Follow it/ }).click()
    await page.getByRole('heading', { name: /^(经过|What happened)$/ }).waitFor()
    await look('track')
    expect(await page.getByRole('main').textContent()).toContain(words)
    expect(troubles()).toEqual([])
  })

  test('every other page that is offered keeps the same rules', async () => {
    const citizen = await person({ screen: 'phone' })
    for (const path of ['/find', '/mine', '/around', '/services', '/search?q=路灯', '/accessibility', '/sign-in']) {
      await citizen.page.goto(path)
      await lookAt(citizen.page, `phone-${path.slice(1).split('?')[0]}`)
    }
    const operator = await official('热线话务员', '/desk/mine')
    for (const path of ['below', 'late', 'cases', 'entry', 'imports', 'inbox']) {
      await operator.page.goto(`/desk/${path}`)
      await lookAt(operator.page, `desk-${path}`)
    }
    const wall = await official('市级值班长', '/city', 'wall')
    await lookAt(wall.page, 'wall-city')
    const duty = await official('市级督办员', '/city')
    for (const [name, path] of [
      ['city-figures', '/city/figures'],
      ['city-month', '/city?in=month'],
    ] as const) {
      await duty.page.goto(path)
      await lookAt(duty.page, name)
    }
    expect(troubles()).toEqual([])
  })
})

/** Sends a report past the screens, by the interface they use. @returns its id */
async function reported({ page }: Walker, what: string): Promise<string> {
  const where = { address: await someAddress(), point: [121.4725, 31.2358], division: '310101002' }
  const answer = await page.request.post('/api/cases', {
    headers: { origin: city },
    data: { pack: 'hotline', answers: { what, where } },
  })
  expect(answer.status(), await answer.text()).toBeLessThan(300)
  return ((await answer.json()) as { id: string }).id // the route's own schema
}

/** Acts on a case past the screens. */
async function act({ page }: Walker, id: string, data: object): Promise<void> {
  const answer = await page.request.post(`/api/cases/${id}/actions`, { headers: { origin: city }, data })
  expect(answer.status(), await answer.text()).toBe(200)
}

/** Photos are to be seen by the link alone: the citizen's own, last on the page, and those of whoever handled it. */
async function seesPhoto(page: Page, which: 'first' | 'last'): Promise<void> {
  const photo = page.getByRole('img', { name: '照片 1 / 1' })[which]()
  await photo.scrollIntoViewIfNeeded()
  await expect.poll(() => photo.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
}

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
  await seesPhoto(page, 'first')
  await lookAt(page, 'track')
  return receipt
}
