import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { lookAt, settled, twoLooks } from '../looks.ts'
import type { Walk } from '../walk.ts'

const hour = 3_600_000
const gauges = ['walk-flood-1', 'walk-flood-2', 'walk-flood-3'] as const

/** Enrols a road gauge on a street, as the administrator would by hand. @returns its secret */
function enrol(page: Page, id: string): Promise<string> {
  return page.evaluate(async (device) => {
    const answer = await fetch('/api/things/devices', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(device),
    })
    const { secret } = (await answer.json()) as { secret?: string } // the route's own schema
    if (secret === undefined) throw new Error(`${answer.status}`)
    return secret
  }, deviceOf(id))
}

const deviceOf = (id: string) => ({
  ...{ id, profile: 'road-flood', division: '310101002', point: { lng: 121.4821, lat: 31.2371 } },
  title: { zh: `福州路下立交 ${id.at(-1)} 号积水计`, en: `Road gauge ${id.at(-1)}` },
})

/** Sends readings as the device; one that said much at once may have to wait for its turn. */
async function say(city: string, id: string, secret: string, readings: readonly object[]): Promise<void> {
  const send = async () => {
    const { status } = await fetch(`${city}/things/v1/readings`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(readings),
    })
    return status
  }
  await expect.poll(send, { timeout: 30_000, interval: 500 }).toBe(200)
}

/** Forty days of a gauge that is wet for a while every afternoon. */
const past = (now: number): readonly object[] =>
  Array.from({ length: 320 }, (_, i) => {
    const at = now - (320 - i) * 3 * hour
    const wet = new Date(at).getUTCHours() >= 6 && new Date(at).getUTCHours() < 9
    return { at: new Date(at).toISOString(), depth: wet ? 0.03 + (i % 5) / 500 : 0.01 }
  })

/** Signs: one turns, its cause and forecast are opened, duty is taken, handed over and answered. */
export function signStories(now: () => Walk): void {
  test('a sign turns: its cause and forecast are opened, duty is taken over, handed over, and answered by the next', async () => {
    const walk = now()
    const keeper = await walk.official('系统管理员', '/admin/devices')
    const secrets = new Map<string, string>()
    for (const id of gauges) secrets.set(id, await enrol(keeper.page, id))
    const tell = (id: string, readings: readonly object[]) => say(walk.city, id, secrets.get(id) ?? '', readings)
    await tell(gauges[0], past(Date.now()))
    for (const id of gauges.slice(1)) await tell(id, [{ depth: 0.01 }])
    await tell(gauges[0], [{ depth: 0.02 }])

    const duty = await walk.official('市级值班长', '/city/signs/road-water-depth')
    const { page } = duty
    await page.getByRole('button', { name: '立即计算' }).click()
    await page.getByText('平稳', { exact: true }).first().waitFor()
    await tell(gauges[0], [{ depth: 0.31 }])
    await page.getByRole('button', { name: '立即计算' }).click()
    await page.getByText('严重', { exact: true }).first().waitFor()

    await page.goto('/city')
    const warnings = page.getByRole('region', { name: '体征预警' })
    await warnings.getByRole('link', { name: /道路最大积水/ }).waitFor()
    await lookAt(page, 'city-turned', twoLooks)
    await warnings
      .getByRole('listitem')
      .filter({ hasText: '道路最大积水' })
      .getByRole('button', { name: /确认/ })
      .click()
    await warnings.getByRole('listitem').filter({ hasText: '道路最大积水' }).getByText('已确认').waitFor()

    await warnings.getByRole('link', { name: /道路最大积水/ }).click()
    await page.getByRole('table').getByRole('link', { name: '福州路下立交 1 号积水计' }).waitFor()
    await page.getByRole('button', { name: '预测' }).click()
    await page.getByText(/模型，\d+% 区间/).waitFor()
    await settled(page)
    await lookAt(page, 'sign', twoLooks)

    await page.goto('/city')
    const desk = page.getByRole('region', { name: '值班' })
    await desk.getByRole('button', { name: '接班' }).click()
    await page.getByRole('dialog', { name: '接班' }).getByRole('button', { name: '接班' }).click()
    await desk.getByText('（我）').waitFor()
    await desk.getByRole('button', { name: '交班' }).click()
    const hand = page.getByRole('dialog', { name: '交班' })
    await hand.getByRole('textbox').fill('福州路积水未消，泵已开。')
    await hand.getByRole('button', { name: '交班' }).click()
    await desk.getByText('待接班').waitFor()

    const next = await walk.official('市级督办员', '/city/duty')
    const board = next.page.getByRole('region', { name: '值班' })
    await board.getByRole('button', { name: '接班' }).click()
    const take = next.page.getByRole('dialog', { name: '接班' })
    await take.getByText('福州路积水未消，泵已开。').waitFor()
    await take.getByText('道路最大积水').first().waitFor()
    await take.getByRole('button', { name: '接班' }).click()
    await board.getByText('（我）').waitFor()
    await expect.poll(() => next.page.locator('main ol > li').count()).toBe(3)
    await lookAt(next.page, 'duty-log', twoLooks)
    expect(walk.troubles()).toEqual([])
  })

  test('the catalogue says of every sign how it stands, or what it lacks', async () => {
    const walk = now()
    const { page } = await walk.official('市级值班长', '/city/signs?show=absent', 'phone')
    await page
      .getByRole('row', { name: /一小时火警/ })
      .getByText('119 接处警数据')
      .waitFor()
    await lookAt(page, 'phone-signs', twoLooks)
    expect(walk.troubles()).toEqual([])
  })
}
