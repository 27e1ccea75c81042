import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { lookAt, twoLooks } from '../looks.ts'
import { makePhoto } from '../photo.ts'
import type { Walk } from '../walk.ts'

type Today = {
  readonly rounds: readonly { readonly route: string; readonly state: string; readonly stops: number }[]
  readonly routes: readonly {
    readonly id: string
    readonly title: string
    readonly stops: readonly { readonly title: string; readonly lng: number; readonly lat: number }[]
  }[]
}

/** A grid member's round on the street, and what comes of it. */
export function patrolStories(now: () => Walk): void {
  test('a round is walked without a signal, a finding becomes a case, and the street sees both', async () => {
    const walk = now()
    const grid = await walk.official('南京东路街道网格员', '/desk/patrol', 'phone')
    const { page, context } = grid
    // The schema is the route's own. There is always a round that may be walked at any time of the day.
    const today = (await (await page.request.get('/api/patrol/today')).json()) as Today
    const round = today.rounds.find((one) => one.state === 'now' && one.stops === 6)
    const route = today.routes.find(({ id }) => id === round?.route)
    const [first] = route?.stops ?? []
    if (!route || !first) throw new Error('No round to walk today')
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ longitude: first.lng, latitude: first.lat, accuracy: 8 })
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    // Read once more under the eyes of the worker: it keeps what it saw.
    await page.reload()
    await page.getByRole('heading', { name: route.title }).waitFor()
    await lookAt(page, 'phone-patrol', twoLooks)
    await page.goto('/desk/patrol/find')
    await page.getByRole('combobox', { name: '类别' }).waitFor()
    await page.goto(`/desk/patrol/rounds/${route.id}`)
    await page.getByText('0 米', { exact: true }).first().waitFor()
    await lookAt(page, 'phone-round', twoLooks)

    await context.setOffline(true)
    await page.getByText('没有信号。').waitFor()
    const main = page.getByRole('main')
    await main.getByRole('radio', { name: '有问题' }).first().check()
    await main.getByRole('textbox', { name: /说明/ }).fill('井盖破了一角')
    await main.getByRole('button', { name: '到点，记录' }).click()
    await page.getByRole('status').getByText('已存在本机').first().waitFor()
    await main.getByRole('link', { name: '上报发现' }).click()
    await page.waitForURL(/\/desk\/patrol\/find/)
    await main.getByText('立案条件：').waitFor()
    await main.getByText('已定位').waitFor()
    const words = '井盖破了一角，夜里看不见'
    await main.getByRole('textbox', { name: /发现了什么/ }).fill(words)
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      main.getByRole('button', { name: '选择照片或文件' }).click(),
    ])
    await chooser.setFiles(await makePhoto('井盖'))
    await main.getByRole('img').waitFor()
    await lookAt(page, 'phone-finding', twoLooks)
    await main.getByRole('button', { name: '上报', exact: true }).click()
    await page.waitForURL(/\/desk\/patrol$/)
    await main.getByText('1 / 6').waitFor()

    await context.setOffline(false)
    await expect
      .poll(async () => (await (await page.request.get('/api/patrol/findings?isMine=true')).json())[0]?.case?.status, {
        timeout: 120_000,
      })
      .toBe('open')
    await page.reload()
    await main.getByRole('listitem').filter({ hasText: words }).getByRole('link').click()
    await main.getByText('已立案').waitFor()
    await main.getByText('结案条件：').waitFor()
    await lookAt(page, 'phone-found', twoLooks)

    const street = await walk.official('南京东路街道派单员', '/desk/patrol/coverage')
    const desk = street.page.getByRole('main')
    await desk.getByText(words).first().waitFor()
    const row = desk.getByRole('row', { name: new RegExp(route.title) }).first()
    await row.getByText('1 / 6').waitFor()
    await lookAt(street.page, 'patrol-coverage', twoLooks)
    await explains(street.page)
    await redraws(street.page)
    await reorders(street.page)
    await knows(street.page)
    await street.page.goto('/desk/patrol/tables')
    await lookAt(street.page, 'patrol-tables', twoLooks)
    // A table that is wider than a phone says so.
    await page.goto('/desk/patrol/components')
    await main.getByText('左右滑动看其余各列').waitFor()
    await lookAt(page, 'phone-components', twoLooks)
    expect(walk.troubles()).toEqual([])
  })
}

/** Says why a round of the past days was missed; the figures carry it. */
async function explains(page: Page): Promise<void> {
  const desk = page.getByRole('main')
  const dialog = page.getByRole('dialog')
  // The choice stands in the address: the press is followed by the state, not at once.
  const short = desk.getByRole('radio', { name: /待说明/ })
  await short.click()
  await expect.poll(() => short.isChecked()).toBe(true)
  await desk.getByRole('button', { name: /^说明/ }).last().click()
  await dialog.getByRole('button', { name: '记下原因' }).click()
  await dialog.getByText('请选择原因').waitFor()
  await lookAt(page, 'patrol-why', twoLooks)
  await dialog.getByRole('combobox', { name: '原因' }).selectOption('weather')
  await dialog.getByRole('button', { name: '记下原因' }).click()
  await desk.getByText(/恶劣天气 1/).waitFor()
}

/** Draws a grid anew: an outline that crosses itself is refused in words, the step is undone. */
async function redraws(page: Page): Promise<void> {
  await page.goto('/desk/patrol/grids')
  await lookAt(page, 'patrol-grids', twoLooks)
  const desk = page.getByRole('main')
  const dialog = page.getByRole('dialog')
  await desk.getByRole('button', { name: /第1责任网格/ }).click()
  await desk.getByRole('button', { name: '改名称、机构、范围' }).click()
  await dialog.getByText(/^面积/).waitFor()
  await dialog.getByText(/各角的经纬度/).click()
  const corner = (n: number, axis: string) => dialog.getByLabel(`第 ${n} 个角的${axis}`)
  // On the corner after the next the outline touches itself.
  for (const axis of ['经度', '纬度']) await corner(1, axis).fill(await corner(3, axis).inputValue())
  await dialog.getByText(/相交，不能保存/).waitFor()
  await lookAt(page, 'patrol-draw', twoLooks)
  for (let step = 0; step < 2; step += 1) await dialog.getByRole('button', { name: '撤销' }).click()
  await dialog.getByText(/^面积/).waitFor()
  await dialog.getByRole('button', { name: '保存网格' }).click()
  await dialog.waitFor({ state: 'detached' })
  await desk
    .getByRole('row', { name: /第1责任网格/ })
    .getByText('已划定')
    .waitFor()
}

/** Changes the order of a route by keys alone. */
async function reorders(page: Page): Promise<void> {
  await page.goto('/desk/patrol/routes')
  await lookAt(page, 'patrol-routes', twoLooks)
  const dialog = page.getByRole('dialog')
  const stop = (n: number) => dialog.getByLabel(`第 ${n} 个点位的中文名称`)
  await page.getByRole('main').getByRole('button', { name: /^修改/ }).first().click()
  const [first, second] = [await stop(1).inputValue(), await stop(2).inputValue()]
  await stop(2).press('Alt+ArrowUp')
  await expect.poll(() => stop(1).inputValue()).toBe(second)
  expect(await stop(2).inputValue()).toBe(first)
  await lookAt(page, 'patrol-route', twoLooks)
  await dialog.getByRole('button', { name: '保存', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** A component is changed by form; its page tells what became of it. */
async function knows(page: Page): Promise<void> {
  await page.goto('/desk/patrol/components')
  await lookAt(page, 'patrol-components', twoLooks)
  const desk = page.getByRole('main')
  await desk.getByRole('row').getByRole('link').first().click()
  await desk.getByRole('button', { name: '修改、移动' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: '状态' }).selectOption('missing')
  await dialog.getByRole('textbox', { name: /为什么改/ }).fill('被盗')
  await dialog.getByRole('button', { name: '保存', exact: true }).click()
  await desk.getByRole('row', { name: /被盗/ }).waitFor()
  await lookAt(page, 'patrol-component', twoLooks)
}
