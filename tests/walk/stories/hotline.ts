import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Walker } from '../browser.ts'
import { type Receipt, rate, report } from '../citizen.ts'
import { figureOf, openNumber } from '../cockpit.ts'
import { begin, openCase, send } from '../desk.ts'
import { lookAt } from '../looks.ts'
import { act, logOf, reported, someAddress } from '../past-the-screens.ts'
import { callBack, giveBack, handleOffline, handOn, sendAnew, sortByKeyboard } from '../staff.ts'
import type { Walk } from '../walk.ts'

/** A citizen's report through every hand until the figures move; and what happens when two acted at once. */
export function hotlineStories(now: () => Walk): void {
  test('a report on a phone goes through every hand until the figures move', async () => {
    const walk = now()
    const words = '弄堂口的路灯连续三晚不亮，老人晚上走路看不清'
    const citizen = await walk.person({ screen: 'phone' })
    const receipt = await tell(citizen, walk.city, words)
    expect(receipt.number).toMatch(/^\d{4}-\d{4}-\d{4,}-\d$/)

    await sortByKeyboard(await walk.official('热线分拣员', '/desk/mine'), words)
    const clerk = await walk.official('南京东路街道承办人', '/desk/mine')
    await giveBack(clerk, words)
    await sendAnew(await walk.official('黄浦区派单员', '/desk/returned'), words)
    await handOn(clerk, words)

    const grid = await walk.official('南京东路街道网格员', '/desk/mine', 'phone')
    const id = await handleOffline(grid, words)
    expect((await logOf(clerk, id)).map(({ type }) => type)).not.toContain('contacted')
    await grid.page.getByText('3 项待发送').waitFor()
    await grid.page.getByRole('link', { name: '查看' }).click()
    await grid.page.getByRole('heading', { name: '待发送' }).waitFor()
    // What waits is read from the telephone's own store, a moment after the page stands.
    await expect
      .poll(() => grid.page.getByRole('listitem').locator('strong').allInnerTexts())
      .toEqual(['联系诉求人', '记录进展', '办结'])
    await grid.context.setOffline(false)
    await grid.page.getByText('都已发送').waitFor()
    await lookAt(grid.page, 'outbox-sent')
    const log = await logOf(clerk, id)
    const since = log.slice(log.findIndex(({ type }) => type === 'handed-on') + 1)
    expect(since.map(({ type }) => type)).toEqual(['contacted', 'progressed', 'accepted', 'completed', 'opened'])
    expect(new Set(since.map(({ action }) => action)).size).toBe(3)

    const duty = await walk.official('市级值班长', '/city')
    const before = { solved: await figureOf(duty, '实际解决率'), satisfied: await figureOf(duty, '满意率') }
    await lookAt(duty.page, 'city')
    await callBack(await walk.official('热线话务员', '/desk/mine'), words)
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
    expect(walk.troubles()).toEqual([])
  })

  test('what another did meanwhile is shown to who comes back from no signal, and is his to decide', async () => {
    const walk = now()
    const words = '公交站牌下的地砖翘起来，绊倒了一位老人'
    const sorter = await walk.official('热线分拣员', '/desk/mine')
    const id = await reported(sorter, walk.city, words)
    const sorted = { kind: 'complaint', class: '城乡建设/市政设施/道路破损', urgency: 'normal', route: 'dispatch' }
    await act(sorter, walk.city, id, {
      action: 'complete',
      step: 'sort',
      input: { ...sorted, office: '310101002.g01' },
    })

    const grid = await walk.official('南京东路街道网格员', '/desk/mine', 'phone')
    await openCase(grid.page, 'mine', words)
    await grid.context.setOffline(true)
    const form = await begin(grid.page, '记录进展')
    await form.getByRole('textbox', { name: '进展' }).fill('已放置警示牌。')
    await send(grid.page, form, '记录进展', '记录进展：已存在本机')
    const street = await walk.official('南京东路街道派单员', '/desk/below')
    await act(street, walk.city, id, {
      action: 'dispatch',
      step: 'handle',
      input: { office: '310101002.g02', reason: '改派' },
    })
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
    expect(walk.troubles()).toEqual([])
  })
}

/** Photos are to be seen by the link alone: the citizen's own, last on the page, and those of whoever handled it. */
async function seesPhoto(page: Page, which: 'first' | 'last'): Promise<void> {
  const photo = page.getByRole('img', { name: '照片 1 / 1' })[which]()
  await photo.scrollIntoViewIfNeeded()
  await expect.poll(() => photo.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
}

/** The citizen, not signed in, reports by phone and opens the link. */
async function tell({ page }: Walker, city: string, words: string): Promise<Receipt> {
  await page.goto('/')
  await lookAt(page, 'home')
  await page.getByRole('link', { name: /反映一件事/ }).click()
  const receipt = await report(page, {
    words,
    address: await someAddress(city),
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
