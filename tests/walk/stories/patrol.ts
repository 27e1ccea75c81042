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
    for (const name of ['grids', 'routes', 'components', 'tables']) {
      await street.page.goto(`/desk/patrol/${name}`)
      await lookAt(street.page, `patrol-${name}`, twoLooks)
    }
    expect(walk.troubles()).toEqual([])
  })
}
