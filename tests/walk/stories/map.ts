import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { lookAt, settled } from '../looks.ts'
import type { Walk } from '../walk.ts'

/** How many things the table of the map says there are. */
async function onTheMap(page: Page): Promise<number> {
  const said = await page.getByText(/图上共/).textContent()
  return Number(/[\d,]+/.exec(said ?? '')?.[0].replaceAll(',', '') ?? Number.NaN)
}

/** How many reports the thirty days had that ended with a moment, as the figures count them. */
async function reportedIn(page: Page, end: number): Promise<number> {
  const [from, to] = [end - 30 * 86_400_000, end].map((one) => new Date(one).toISOString())
  const answer = await page.request.get(`/api/measure/map?as=points&from=${from}&to=${to}&limit=5000`)
  return ((await answer.json()) as { total: number }).total // the route's own schema
}

/** The map of the city: layers, filter, table, a thing opened, two moments, and a link that shows the same to another. */
export function mapStories(now: () => Walk): void {
  test('the map shows what its table holds, at one moment or two, and its link shows the same to another', async () => {
    const walk = now()
    const duty = await walk.official('市级值班长', '/city/map?span=month&table=1')
    const { page } = duty
    await page.locator('[data-map=drawn]').waitFor()
    await settled(page)
    await lookAt(page, 'map')
    const all = await onTheMap(page)
    expect(all).toBeGreaterThan(0)

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV', exact: true }).click(),
    ])
    const rows = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n')
    expect(rows).toHaveLength(all + 1)

    const first = page.getByRole('region', { name: '图上的内容' }).getByRole('rowheader').first()
    const title = (await first.textContent()) ?? ''
    await first.getByRole('button').click()
    const panel = page.getByRole('region', { name: title })
    await panel.getByText('谁负责').waitFor()
    await lookAt(page, 'map-thing')

    await page.getByRole('searchbox').fill('超期')
    await expect.poll(() => onTheMap(page)).toBeLessThan(all)
    await page.getByRole('searchbox').fill('')

    await page.getByRole('button', { name: '两个时刻对比' }).click()
    await page.getByRole('slider', { name: '左图时刻' }).focus()
    for (let n = 0; n < 8; n++) await page.keyboard.press('ArrowLeft')
    const at = Date.parse(new URL(page.url()).searchParams.get('at') ?? '')
    await expect.poll(() => onTheMap(page)).toBe(await reportedIn(page, at))
    await expect.poll(() => page.locator('[data-map=drawn]').count()).toBe(2)
    await page.getByRole('checkbox', { name: /各区受理/ }).click()
    await page.getByRole('checkbox', { name: /各区受理/, checked: true }).waitFor()
    await page.getByRole('button', { name: '斜看' }).click()
    await settled(page)
    await lookAt(page, 'map-split')
    const then = await onTheMap(page)

    const link = page.url()
    const district = await walk.official('黄浦区派单员', '/desk/mine')
    await district.page.goto(link)
    await expect.poll(() => district.page.locator('[data-map=drawn]').count()).toBe(2)
    await settled(district.page)
    expect(new URL(district.page.url()).search).toBe(new URL(link).search)
    // The same view, for eyes that may see less: fewer things, and no error.
    expect(await onTheMap(district.page)).toBeLessThan(then)
    expect(await district.page.getByRole('alert').count()).toBe(0)
    expect(walk.troubles()).toEqual([])
  })
}
