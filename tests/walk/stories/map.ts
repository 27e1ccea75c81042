import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { projectFolder } from '../../../src/platform/base/index.ts'
import { lookAt, settled, twoLooks } from '../looks.ts'
import { reportFrom } from '../past-the-screens.ts'
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

/** Fine dust of an hour of the day that is replayed. */
const dust = (hour: number): number => 20 + 4 * hour

/** A day and one hour of three stations, as the published file of Shanghai's air has them. `day`: midnight in the city's time, as if it were UTC. */
function airOf(day: number): string {
  const rows = Array.from({ length: 25 }, (_, hour) => {
    const at = new Date(day + hour * 3_600_000)
    const when = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours()].join(',')
    return `${hour + 1},${when},4,${dust(hour)},${dust(hour) + 3},${dust(24 - hour)},2,60,1025,8`
  })
  return ['No,year,month,day,hour,season,PM_Jingan,PM_US Post,PM_Xuhui,DEWP,HUMI,PRES,TEMP', ...rows, ''].join('\n')
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
    // The address follows the keys: eight steps of six hours back from the hour that it is.
    const momentOf = (): number => Date.parse(new URL(page.url()).searchParams.get('at') ?? '')
    await expect.poll(() => Math.floor((Date.now() - momentOf()) / 21_600_000)).toBe(8)
    const at = momentOf()
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

  test('why a sign is red is found on the map: its rule, its readings, its device, its case', async () => {
    const walk = now()
    const { page: keeper } = await walk.official('系统管理员', '/admin/devices')
    const title = { zh: '云南中路雨量计', en: 'Rain gauge on Yunnan Middle Road' }
    const made = await keeper.request.post('/api/things/devices', {
      headers: { origin: walk.city },
      data: { id: 'walk-rain-9', profile: 'rain-gauge', title, point: { lng: 121.4725, lat: 31.2358 } },
    })
    expect(made.status(), await made.text()).toBeLessThan(300)
    const { secret = '' } = (await made.json()) as { secret?: string } // the route's own schema
    // Thirty-five millimetres within the hour: more than the rule bears.
    await reportFrom(
      walk.city,
      'walk-rain-9',
      secret,
      { at: new Date(Date.now() - 600_000).toISOString(), rain: 17 },
      1,
    )
    await reportFrom(walk.city, 'walk-rain-9', secret, { rain: 18 }, 1)

    const { page } = await walk.official('市级值班长', '/city/map?layers=alarms:points,twin.rain:points&table=1')
    const row = page.getByRole('region', { name: '图上的内容' }).getByRole('row', { name: /告警/ })
    await row.filter({ hasText: title.zh }).waitFor()
    await row.filter({ hasText: title.zh }).getByRole('button').click()
    const panel = page.getByRole('region', { name: title.zh })
    await panel.getByText(/短时强降雨 · 一般告警/).waitFor()
    await panel.getByText(/1 小时内五分钟雨量的合计 \(mm\): 值 ≥ 30/).waitFor()
    await panel.getByRole('figure').waitFor()
    await panel.getByRole('heading', { name: '设备健康' }).waitFor()
    await panel.getByRole('link', { name: '打开事项' }).first().waitFor()
    await page.locator('[data-map=drawn]').waitFor()
    await lookAt(page, 'map-why', twoLooks)
    await panel.getByRole('link', { name: '打开事项' }).first().click()
    await page
      .getByRole('heading', { name: /短时强降雨|雨/ })
      .first()
      .waitFor()
    expect(walk.troubles()).toEqual([])
  })

  test('a published day of air is replayed as devices and played through on the map', async () => {
    const walk = now()
    const day = Math.floor((Date.now() + 8 * 3_600_000) / 86_400_000 - 2) * 86_400_000
    const file = join(walk.data, 'air.csv')
    writeFileSync(file, airOf(day))
    const played = await promisify(execFile)(
      process.execPath,
      [join(projectFolder, 'src/cli/shudu.ts'), 'replay', file, '--as', 'air-station'],
      { env: { ...process.env, SHUDU_DATA: walk.data } },
    )
    expect(played.stdout).toMatch(/75 readings of 3 devices were kept/)

    const { page } = await walk.official('市级值班长', '/city/map?layers=twin.air:points&c=121.43,31.2&z=12&table=1')
    await page.locator('[data-map=drawn]').waitFor()
    const value = async (): Promise<number> => {
      const row = page.getByRole('region', { name: '图上的内容' }).getByRole('row').filter({ hasText: '静安监测站' })
      return Number(/(\d+) µg/.exec((await row.textContent()) ?? '')?.[1] ?? Number.NaN)
    }
    await page.getByLabel('看哪一天').fill(new Date(day).toISOString().slice(0, 10))
    await expect.poll(value).toBe(dust(0))
    const slider = page.getByRole('slider', { name: '时刻' })
    await slider.focus()
    for (let hour = 1; hour <= 21; hour++) await page.keyboard.press('ArrowRight')
    await expect.poll(value).toBe(dust(21))
    await settled(page)
    await lookAt(page, 'map-day', twoLooks)
    await page.getByRole('button', { name: '播放' }).click()
    // Hour by hour to its end, where it stops by itself; a link to that hour shows it to anybody.
    await expect.poll(value).toBe(dust(24))
    await page.getByRole('button', { name: '播放' }).waitFor()
    expect(await slider.inputValue()).toBe('24')
    const link = page.url()
    await page.getByRole('button', { name: '回到此刻' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.has('day')).toBe(false)
    await page.goto(link)
    await expect.poll(value).toBe(dust(24))
    expect(walk.troubles()).toEqual([])
  })

  test('two places stand side by side, and views with words are a story that another reads', async () => {
    const walk = now()
    const { page } = await walk.official('市级值班长', '/city/map?layers=cases:points&c=121.47,31.23&z=12&span=month')
    await page.locator('[data-map=drawn]').waitFor()
    await page.getByRole('button', { name: '两个地点对比' }).click()
    await expect.poll(() => page.locator('[data-map=drawn]').count()).toBe(2)
    await page.getByLabel(/城市地图，右图/).press('ArrowRight')
    await expect.poll(() => new URL(page.url()).searchParams.get('c2')).not.toMatch(/^121\.47,/)
    // Each has a camera of its own.
    expect(new URL(page.url()).searchParams.get('c')).toBe('121.47,31.23')
    await settled(page)
    await lookAt(page, 'map-places', twoLooks)

    await page.getByText('故事', { exact: true }).click()
    await page.getByRole('textbox', { name: '这幅画面的中文说明' }).fill('两处的诉求')
    await page.getByRole('textbox', { name: '这幅画面的英文说明' }).fill('Reports at two places')
    await page.getByRole('button', { name: '放进当前画面' }).click()
    const told = page.getByRole('link', { name: '两处的诉求' })
    await told.waitFor()
    await page.getByRole('button', { name: '共享' }).click()
    await page.getByText(/已共享/).waitFor()
    const story = await told.getAttribute('href')

    const reader = await walk.official('黄浦区派单员', '/desk/mine')
    await reader.page.goto(story ?? '')
    await reader.page.getByRole('heading', { name: '两处的诉求' }).waitFor()
    await expect.poll(() => reader.page.locator('[data-map=drawn]').count()).toBe(2)
    await settled(reader.page)
    await lookAt(reader.page, 'map-story', twoLooks)
    expect(walk.troubles()).toEqual([])
  })
}
