import type { MqttClient } from 'mqtt'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Walker } from '../browser.ts'
import { report } from '../citizen.ts'
import { begin, casePane, openCase, pick, send } from '../desk.ts'
import { connected, enrolled, obeys } from '../device-side.ts'
import { lookAt, settled, twoLooks } from '../looks.ts'
import { logOf, reportFrom } from '../past-the-screens.ts'
import { makePhoto } from '../photo.ts'
import type { Walk } from '../walk.ts'

const minute = 60_000
const hollow = { lng: 121.479, lat: 31.233 }
const gauge = 'morning-level-1'
const other = 'morning-level-2'
const pump = 'morning-pump'
const rain = 'morning-rain'
const street = '南京东路街道'

type Sent = readonly (readonly [minutesAgo: number, reading: object])[]

/** The devices of the morning, as they stand in the street: two gauges and a pump speak MQTT, the rain gauge HTTP. */
class Street {
  readonly #city: string
  readonly #clients = new Map<string, MqttClient>()
  #rainSecret = ''
  told: readonly { readonly input: unknown }[] = []

  constructor(city: string) {
    this.#city = city
  }

  async enrol(page: Page): Promise<void> {
    const at = (id: string, profile: string, zh: string, en: string, north: number) =>
      enrolled(page, this.#city, {
        ...{ id, profile, title: { zh, en }, division: '310101002' },
        point: { lng: hollow.lng, lat: hollow.lat + north / 111_195 },
      })
    const speaking = await Promise.all([
      at(gauge, 'road-flood', '浙江中路下立交积水计', 'Gauge, Zhejiang Road underpass', 0),
      at(other, 'road-flood', '浙江中路北口积水计', 'Gauge, north mouth', 120),
      at(pump, 'pump', '浙江中路泵站 1 号泵', 'Pump 1, Zhejiang Road', 300),
    ])
    this.#rainSecret = (await at(rain, 'rain-gauge', '浙江中路雨量计', 'Rain gauge, Zhejiang Road', 700)).secret
    for (const device of speaking) this.#clients.set(device.id, await connected(this.#city, device))
    this.told = await obeys(this.#client(pump), pump)
  }

  #client(id: string): MqttClient {
    const client = this.#clients.get(id)
    if (!client) throw new Error(`${id} does not speak`)
    return client
  }

  /** Says something over MQTT, each acknowledged before the next. */
  async says(id: string, sent: Sent): Promise<void> {
    for (const [ago, reading] of sent)
      await this.#client(id).publishAsync(
        `things/${id}/readings`,
        JSON.stringify({ at: new Date(Date.now() - ago * minute).toISOString(), ...reading }),
        { qos: 1 },
      )
  }

  /** Rain over HTTP. */
  async rains(sent: Sent): Promise<void> {
    for (const [ago, reading] of sent)
      await reportFrom(
        this.#city,
        rain,
        this.#rainSecret,
        { at: new Date(Date.now() - ago * minute).toISOString(), ...reading },
        1,
      )
  }

  /** The devices are taken away and the signs calm, so that the next story finds its own water. */
  async dries(keeper: Page, duty: Page): Promise<void> {
    const headers = { origin: this.#city }
    for (const id of [...this.#clients.keys(), rain])
      await keeper.request.post(`/api/things/devices/${id}/state`, { headers, data: { state: 'off' } })
    const compute = (sign: string) =>
      duty.request.post(`/api/measure/signs/${sign}/compute`, { headers, data: {} }).then((answer) => answer.ok())
    // Twice: a level is left when two computations say so. Who asks often waits for his turn.
    for (const sign of ['road-water-foreseen', 'road-water-depth', 'road-water-foreseen', 'road-water-depth'])
      await expect.poll(() => compute(sign), { timeout: 60_000, interval: 1_000 }).toBe(true)
  }

  async end(): Promise<void> {
    for (const client of this.#clients.values()) await client.endAsync(true)
  }
}

/** The open case of the water, by what the list says. */
async function waterCase({ page }: Walker): Promise<{ readonly id: string; readonly sources: number } | undefined> {
  const answer = await page.request.get('/api/cases?view=cases&pack=road-flooding&status=open&limit=50')
  const { items } = (await answer.json()) as { items: readonly { id: string; title: string }[] } // the route's own schema
  for (const { id } of items) {
    const found = await page.request.get(`/api/cases/${id}`)
    const { sources } = (await found.json()) as { sources: readonly { id: string }[] } // the route's own schema
    if (sources.some((one) => one.id === gauge)) return { id, sources: sources.length }
  }
  return undefined
}

/** A citizen on the street, without an account, tells of the water with a photo, from where he stands. */
async function photographs(walk: Walk, words: string, north: number): Promise<void> {
  const { page } = await walk.person({
    ...{ screen: 'phone' },
    at: { longitude: hollow.lng + 0.0004, latitude: hollow.lat + north / 111_195 },
  })
  await page.goto('/report/hotline')
  await report(page, { words, photo: words.slice(0, 4) })
}

/** 06:10: it rains, water rises, a rule foresees it, the sign turns; cause, forecast and two plans are on its page. */
async function foresees(there: Street, duty: Walker): Promise<string> {
  const { page } = duty
  await page.goto('/city/signs/road-water-foreseen')
  await page.getByRole('button', { name: '立即计算' }).click()
  await page.getByText('平稳', { exact: true }).first().waitFor()
  await there.rains([
    [21, { rain: 9 }],
    [11, { rain: 9 }],
    [4, { rain: 8 }],
  ])
  await there.says(other, [[3, { depth: 0.02 }]])
  await there.says(gauge, [
    [20, { depth: 0.01 }],
    [10, { depth: 0.04 }],
    [0, { depth: 0.09 }],
  ])
  await expect.poll(() => waterCase(duty), { timeout: 60_000 }).toMatchObject({ sources: 1 })
  await page.getByRole('button', { name: '立即计算' }).click()
  await page.getByText('预警', { exact: true }).first().waitFor()

  await page.goto('/city')
  const warnings = page.getByRole('region', { name: '体征预警' })
  await warnings.getByRole('link', { name: /预计积水点数/ }).waitFor()
  await lookAt(page, 'morning-0610-cockpit', twoLooks)
  await warnings.getByRole('link', { name: /预计积水点数/ }).click()
  const cause = page.getByRole('listitem').filter({ hasText: '浙江中路下立交积水计' }).first()
  await cause.getByText('26 毫米').waitFor()
  await cause.getByText('0.09 米', { exact: true }).waitFor()
  await cause.getByText(/0\.22 米/).waitFor()
  await page.getByRole('heading', { name: '2 套方案' }).waitFor()
  const onTheSpot = page.getByRole('listitem').filter({ hasText: '现场处置' })
  await onTheSpot.getByText('启动附近水泵').waitFor()
  const plan = page.getByRole('listitem').filter({ hasText: '启动预案' })
  await plan.getByText(/在黄浦区下达 \d+ 条指令/).waitFor()
  await settled(page)
  await lookAt(page, 'morning-0610-sign', twoLooks)
  const link = await onTheSpot.getByRole('link', { name: '打开事项' }).getAttribute('href')
  return link?.split('/').at(-1) ?? ''
}

/** Opens a case by its id; the first press of the list may be of another. */
async function look(page: Page, id: string): Promise<void> {
  await page.goto(`/desk/cases/${id}`)
  await casePane(page).getByRole('heading').first().waitFor()
}

/** 06:40, the grid member: confirms with a signal, closes the road without one. */
async function closesRoad({ page, context }: Walker, words: string): Promise<void> {
  await openCase(page, 'mine', words)
  let form = await begin(page, '完成核实')
  await form.getByRole('radio', { name: '已积水' }).check()
  await form.getByRole('group', { name: '车辆行人能否通行' }).getByRole('radio', { name: '否' }).check()
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    form.getByRole('button', { name: '选择照片或文件' }).click(),
  ])
  await chooser.setFiles(await makePhoto('现场积水'))
  await form.getByRole('img').waitFor()
  await send(page, form, '完成核实', '办结：已完成')
  form = await begin(page, '完成封控')
  await context.setOffline(true)
  await page.getByText('没有信号。').waitFor()
  await form.getByRole('group', { name: '已设置围挡警示' }).getByRole('radio', { name: '是' }).check()
  await form.getByRole('textbox', { name: '封控情况' }).fill('两端已设围挡和警示牌，车辆从福建中路绕行。')
  await send(page, form, '完成封控', '办结：已存在本机')
  await lookAt(page, 'morning-0640-offline', twoLooks)
}

/** 06:10 to 06:40 of a wet morning: devices, a duty officer, citizens, the street, a grid member without a signal, a pump. */
export function morningStories(now: () => Walk): void {
  test('06:10 water is foreseen, 06:30 seen by three, 06:40 a road is closed without a signal and a pump runs', async () => {
    const walk = now()
    const there = new Street(walk.city)
    const keeper = await walk.official('系统管理员', '/admin/devices')
    await there.enrol(keeper.page)
    try {
      const duty = await walk.official('市级值班长', '/city')
      const id = await foresees(there, duty)

      // 06:30: three citizens and a second gauge tell of the same water.
      await Promise.all([
        photographs(walk, '下立交里积水到小腿了，车都掉头了', 0),
        photographs(walk, '这里积水很深，自行车推不过去', 60),
        photographs(walk, '桥洞下面积水，有辆车熄火了', -80),
      ])
      await there.says(other, [
        [2.5, { depth: 0.17 }],
        [0, { depth: 0.21 }],
      ])
      await expect.poll(() => waterCase(duty), { timeout: 60_000 }).toEqual({ id, sources: 5 })
      await look(duty.page, id)
      await duty.page.getByRole('heading', { name: '5 个来源' }).waitFor()
      await lookAt(duty.page, 'morning-0630-case', twoLooks)

      // 06:40: the street sends its grid member, who closes the road.
      const words = '预计道路积水'
      const sender = await walk.official('南京东路街道派单员', '/desk/below')
      await look(sender.page, id)
      const form = await begin(sender.page, '派单')
      await pick(form, '机构', `${street}第1责任网格`, `${street}第1责任网格`)
      await form.getByRole('textbox', { name: '理由' }).fill('请立即到现场核实。')
      await send(sender.page, form, '派单', '派单：已完成')
      const grid = await walk.official('南京东路街道网格员', '/desk/mine', 'phone')
      await closesRoad(grid, words)
      expect((await logOf(duty, id)).filter(({ type }) => type === 'completed')).toHaveLength(1)

      await look(duty.page, id)
      const yes = await begin(duty.page, '确认联动操作')
      await yes.getByRole('radio', { name: '启动附近水泵' }).check()
      await yes.getByRole('group', { name: '同意' }).getByRole('radio', { name: '是' }).check()
      await send(duty.page, yes, '确认联动操作', '确认联动操作：已完成')
      await expect.poll(() => there.told.length, { timeout: 60_000 }).toBe(1)
      expect(there.told[0]).toMatchObject({ input: { isRunning: true } })
      await grid.context.setOffline(false)
      await expect.poll(async () => (await logOf(duty, id)).filter(({ type }) => type === 'completed').length).toBe(2)
      await duty.page.reload()
      await duty.page.getByText(`${pump} 已执行`).first().waitFor()
      await lookAt(duty.page, 'morning-0640-case', twoLooks)
      await there.dries(keeper.page, duty.page)
      expect(walk.troubles()).toEqual([])
    } finally {
      await there.end()
    }
  })
}
