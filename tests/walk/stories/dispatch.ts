import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Walker } from '../browser.ts'
import { lookAt, twoLooks } from '../looks.ts'
import { act, logOf, reported } from '../past-the-screens.ts'
import type { Walk } from '../walk.ts'

const street = '310101002'

/** Ten lamps are planned, overruled and sent with the keyboard alone; a crew goes to one of them, without a signal. */
export function dispatchStories(now: () => Walk): void {
  test('ten cases are dispatched by keyboard alone, and what was chosen is learned from', async () => {
    const walk = now()
    const dispatcher = await walk.official('黄浦区派单员', '/desk/mine')
    const clerk = await walk.official('南京东路街道承办人', '/desk/mine', 'phone')
    await enterCrew(walk, dispatcher, clerk)
    await enterByForm(dispatcher, await nameOf(clerk))
    const sorter = await walk.official('热线分拣员', '/desk/mine')
    const lamps = new Map<string, string>()
    for (let n = 1; n <= 10; n += 1) {
      const words = `派遣试验第${n}号路灯不亮`
      const id = await reported(sorter, walk.city, words)
      const sorted = { kind: 'complaint', class: '城乡建设/市政设施/路灯照明', urgency: 'normal', route: 'dispatch' }
      await act(sorter, walk.city, id, { action: 'complete', step: 'sort', input: { ...sorted, office: street } })
      lamps.set(words, id)
    }

    const { page } = dispatcher
    await page.goto('/desk/dispatch')
    await page.getByRole('heading', { name: '黄浦区城市运行管理中心 派遣' }).waitFor()
    await page.keyboard.press('p')
    await page.getByText(/^(优化求解|按规则（)/).waitFor()
    for (const words of lamps.keys()) await overruleByKeyboard(page, words)
    await lookAt(page, 'dispatch-board', twoLooks)
    // One round first, then the rest.
    const rounds = page.getByRole('button', { name: /^只派这一班组/ })
    const before = await rounds.count()
    await page.keyboard.press('s')
    await expect.poll(() => rounds.count()).toBe(before - 1)
    const all = page.locator('button:not([aria-disabled])', { hasText: '确认并派出' })
    // The keys are heard again once the first sending has ended.
    if (before > 1) await all.waitFor()
    if (before > 1) await page.keyboard.press('y')
    await page.getByRole('button', { name: '确认并派出' }).waitFor({ state: 'hidden' })
    for (const id of lamps.values()) {
      const sent = (await logOf(dispatcher, id)).filter(({ type }) => type === 'crew')
      expect(sent).toEqual([expect.objectContaining({ what: 'sent' })])
      expect(JSON.stringify(sent)).toContain('由派单员指定')
    }
    await page.goto('/desk/dispatch/lessons')
    await page.getByRole('region', { name: '最近的在前' }).getByText('巡灯经验').first().waitFor()
    await lookAt(page, 'dispatch-lessons', twoLooks)

    await makeRule(page)
    await doOneOffline(clerk, lamps)
    expect(walk.troubles()).toEqual([])
  })
}

/** A rule of responsibility is made for one's district, tried, and stands in the list; what nobody answers for has its page. */
async function makeRule(page: Page): Promise<void> {
  await page.goto('/desk/responsibility/new?pack=air-episode&division=310101')
  await page.getByLabel('规则名称').fill('扬尘由街镇先看')
  await page.getByLabel('所在地承担某职责的单位').check()
  await page.getByRole('combobox', { name: '职责' }).selectOption('street@street')
  await page.getByLabel('依据（办件人看得到）').fill('街镇离得近')
  await page.getByRole('button', { name: '演练' }).click()
  await page.getByText(/^\d+ 件中有 \d+ 件会去别处/).waitFor()
  await page.getByLabel('为什么制定或修改').fill('与街道约定')
  await page.getByRole('button', { name: '录入规则' }).click()
  await page.getByRole('heading', { level: 1, name: '扬尘由街镇先看' }).waitFor()
  await lookAt(page, 'responsibility-rule', twoLooks)
  await page.goto('/desk/responsibility')
  await page.getByRole('link', { name: '扬尘由街镇先看' }).waitFor()
  await lookAt(page, 'responsibility-rules', twoLooks)
  await page.goto('/desk/unanswered')
  await page.getByRole('heading', { level: 1, name: '无人负责的信号' }).waitFor()
  await lookAt(page, 'unanswered', twoLooks)
}

const nameOf = async ({ page }: Walker): Promise<string> => {
  const { actor } = (await (await page.request.get('/api/session')).json()) as { actor: { name: string } } // the route's own schema
  return actor.name
}

/** A second crew, entered on its page with the keyboard alone. */
async function enterByForm({ page }: Walker, person: string): Promise<void> {
  await page.goto('/desk/dispatch/crews')
  await page.getByRole('button', { name: '登记班组' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: '登记班组' })
  const typed = async (name: string, words: string) => {
    await dialog.getByRole('textbox', { name, exact: true }).focus()
    await page.keyboard.type(words)
  }
  await typed('名称', '乙巡灯班')
  await dialog.getByRole('checkbox', { name: '照明电气' }).press('Space')
  await dialog.getByRole('radio', { name: '电动自行车' }).press('Space')
  await dialog.getByRole('textbox', { name: '最远距离' }).fill('9')
  await typed('驻地', '南京东路')
  await dialog.getByRole('list', { name: '可能是这里' }).getByRole('button').first().press('Enter')
  const people = dialog.getByRole('combobox', { name: '加入人员' })
  await people.focus()
  await page.keyboard.type(person)
  await dialog
    .getByRole('option', { name: new RegExp(person) })
    .first()
    .waitFor()
  await page.keyboard.press('Enter')
  await dialog.getByText(`${person}（班长）`).waitFor()
  await dialog.getByLabel('从', { exact: true }).fill('00:00')
  await dialog.getByLabel('到', { exact: true }).fill('00:00')
  await lookAt(page, 'dispatch-crew-form', twoLooks)
  await dialog.getByRole('button', { name: '保存班组' }).press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  await page
    .getByRole('row', { name: /乙巡灯班/ })
    .getByText('每天 00:00–00:00')
    .waitFor()
  await lookAt(page, 'dispatch-crews', twoLooks)
}

/** A crew that is there at any hour. */
async function enterCrew(walk: Walk, dispatcher: Walker, clerk: Walker): Promise<void> {
  const answer = await clerk.page.request.get('/api/session')
  const { actor } = (await answer.json()) as { actor: { id: string; name: string } } // the route's own schema
  const crew = (name: string, lng: number) => ({
    ...{ office: street, serves: `/sh/310101/${street}`, title: { zh: `${name}巡灯班`, en: `Lamp crew ${name}` } },
    ...{ skills: ['light'], vehicle: 'bicycle', reach: 9_000, lng, lat: 31.235, lead: actor.id },
    shifts: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: 0, until: 1_440 }],
    members: [{ person: actor.id, name: actor.name }],
  })
  const data = crew('甲', 121.472)
  const made = await dispatcher.page.request.post('/api/dispatch/crews', { headers: { origin: walk.city }, data })
  expect(made.status(), await made.text()).toBe(201)
}

/** Goes to an errand with j and k, gives it to the first alternative with 1, a reason and Enter. */
async function overruleByKeyboard(page: Page, words: string): Promise<void> {
  const rows = page.locator('[id^=stop-]')
  const place = async (row: ReturnType<Page['locator']>) => {
    const id = await row.getAttribute('id')
    return (await rows.evaluateAll((all) => all.map((one) => one.id))).indexOf(id ?? '')
  }
  const target = await place(rows.filter({ hasText: words }))
  const current = page.locator('[id^=stop-]:has([aria-current])')
  const from = (await current.count()) === 0 ? -1 : await place(current)
  for (let n = Math.abs(target - from); n > 0; n -= 1) await page.keyboard.press(target > from ? 'j' : 'k')
  await current.filter({ hasText: words }).waitFor()
  const panel = page.getByRole('region', { name: '为什么这样派' })
  await panel.getByRole('heading', { name: words }).waitFor()
  await page.keyboard.press('1')
  const reason = page.getByRole('dialog', { name: '改派' }).getByRole('textbox', { name: '理由' })
  await expect.poll(() => reason.evaluate((one) => one === document.activeElement)).toBe(true)
  await page.keyboard.type('巡灯经验')
  const before = await current.getAttribute('id')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.locator(`#${before}`).getByText('人工指定').waitFor()
}

/** On the street without a signal: there, done; sent when the signal is back. */
async function doOneOffline(clerk: Walker, lamps: ReadonlyMap<string, string>): Promise<void> {
  const { page, context } = clerk
  await page.goto('/desk/round')
  const first = page.getByRole('article', { name: /派遣试验/ }).first()
  await first.waitFor()
  await lookAt(page, 'dispatch-round', twoLooks)
  const words = (await first.getAttribute('aria-label')) ?? ''
  const id = lamps.get(words) ?? ''
  const stop = page.getByRole('article', { name: words, exact: true })
  await context.setOffline(true)
  await page.getByText('没有信号。').waitFor()
  await stop.getByRole('button', { name: '到场' }).click()
  await page.getByRole('status').getByText('已报到场：已存在本机').waitFor()
  await stop.getByRole('button', { name: '办结' }).click()
  await stop.getByRole('radio', { name: '已解决' }).check()
  await stop.getByRole('textbox', { name: '答复' }).fill('已换灯泡。')
  await stop.locator('form').getByRole('button', { name: '办结', exact: true }).click()
  await page.getByRole('status').getByText('已办结：已存在本机').waitFor()
  await context.setOffline(false)
  await expect
    .poll(async () => (await logOf(clerk, id)).slice(-4).map(({ type }) => type), { timeout: 60_000 })
    .toEqual(['crew', 'accepted', 'completed', 'opened'])
  await stop.waitFor({ state: 'hidden' })
}
