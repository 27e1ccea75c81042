import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { pick } from '../desk.ts'
import { lookAt, settled, twoLooks } from '../looks.ts'
import { someAddress } from '../past-the-screens.ts'
import type { Walk } from '../walk.ts'

const name = '台风“走查”'

/** Opens the order of a task on the page of its office, by the line in the inbox, and acknowledges it. */
async function acknowledge(page: Page, task: string): Promise<void> {
  await page.goto('/desk/inbox')
  await page
    .getByRole('link', { name: new RegExp(`应急指令：.*${task}`) })
    .first()
    .click()
  await page.waitForURL(/\/city\/response\/orders/)
  const order = page.getByRole('listitem').filter({ hasText: name }).filter({ hasText: task })
  await order.getByRole('button', { name: '确认收到' }).click()
  await order.getByText('已确认').waitFor()
}

/** Enters a warning by its form, and starts what it proposes for one district. @returns the address of the incident */
async function startFromWarning(page: Page): Promise<string> {
  await page.getByRole('button', { name: '登记预警' }).click()
  const warn = page.getByRole('dialog', { name: '登记预警' })
  await warn.getByRole('combobox', { name: '灾种' }).selectOption({ label: '台风' })
  await warn.getByRole('radio', { name: '黄色预警' }).check()
  await warn.getByRole('textbox', { name: '发布单位' }).fill('上海中心气象台')
  await warn.getByRole('textbox', { name: '发布原文' }).fill('发布台风黄色预警信号。')
  await warn.getByRole('button', { name: '登记预警' }).click()
  const entered = page.getByRole('listitem').filter({ hasText: '发布台风黄色预警信号。' })
  await entered.getByRole('button', { name: '升级或降级' }).click()
  const change = page.getByRole('dialog', { name: /升级或降级/ })
  await change.getByRole('radio', { name: '升级为橙色预警' }).check()
  await change.getByRole('textbox', { name: '发布原文' }).fill('改发台风橙色预警信号。')
  await change.getByRole('button', { name: '发布' }).click()
  const raised = page.getByRole('listitem').filter({ hasText: '改发台风橙色预警信号。' })
  await raised.getByText('橙色预警', { exact: true }).waitFor()
  await entered.waitFor({ state: 'detached' })
  await lookAt(page, 'response-list', twoLooks)

  await raised.getByRole('button', { name: /建议：防汛防台专项预案（台风） Ⅱ级响应/ }).click()
  const start = page.getByRole('dialog', { name: '启动响应' })
  await start.getByRole('combobox', { name: '范围' }).selectOption({ label: '黄浦区' })
  await start.getByRole('textbox', { name: '名称' }).fill(name)
  await start.getByRole('textbox', { name: '依据和原因' }).fill('市防汛指挥部决定')
  await start.getByRole('button', { name: '启动', exact: true }).click()
  await page.waitForURL(/\/city\/response\/[0-9a-f-]{36}/)
  await page.getByRole('heading', { name }).waitFor()
  return new URL(page.url()).pathname
}

/** Draws a point in the middle of the shared map, without a mouse. */
async function drawByKeyboard(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: '标绘', exact: true }).press('Enter')
  const add = page.getByRole('button', { name: '加入地图中心' })
  // The middle is known once the map stands.
  await expect.poll(() => add.isEnabled()).toBe(true)
  await add.press('Enter')
  await page.getByText('已有 1 点').waitFor()
  await page.getByRole('textbox', { name: '说明（显示在地图上）' }).fill(words)
  await page.getByRole('button', { name: '画上去' }).press('Enter')
  await page.getByRole('rowheader', { name: words }).waitFor()
}

/** The command names another person of an office for an order, which named whoever is on duty there. */
async function nameAnother(page: Page, task: string): Promise<void> {
  const order = page
    .getByRole('table', { name: '指令' })
    .getByRole('row', { name: new RegExp(task) })
    .filter({ hasText: '黄浦区城市运行管理中心' })
  await order.getByText(/（值班）/).waitFor()
  await order.getByRole('button', { name: /^指定责任人/ }).click()
  const form = page.getByRole('dialog', { name: /^指定责任人/ })
  const people = form.getByRole('combobox', { name: '由谁确认' })
  const other = await people.getByRole('option').last().textContent()
  await people.selectOption({ label: other ?? '' })
  await form.getByRole('button', { name: '指定并通知' }).click()
  await order.getByText(`${other}（指定）`).waitFor()
}

/** A citizen chooses a place, and sees what concerns it on the first page and on the map. */
async function seeNotice(page: Page, address: string): Promise<void> {
  await page.goto('/notices')
  const place = page.getByRole('textbox', { name: '我的地点' })
  await place.fill(address)
  await page.getByRole('button', { name: address }).click()
  await page.getByText('已标出位置').waitFor()
  await page.getByRole('button', { name: '看这里' }).click()
  const notice = page.getByRole('listitem').filter({ hasText: '台风来临，请勿外出' })
  await notice.getByText('范围：黄浦区').waitFor()
  await lookAt(page, 'phone-notices', twoLooks)
  await page.goto('/')
  await page.getByRole('region', { name: '与您有关的公告' }).getByText('台风来临，请勿外出', { exact: true }).waitFor()
  await lookAt(page, 'phone-home-notice', twoLooks)
}

/** The duty officer takes a resource, has the report, and ends the response. */
async function commandToTheEnd(page: Page): Promise<void> {
  await page.getByRole('table', { name: '空闲，由近到远' }).getByRole('button', { name: /^调派/ }).first().click()
  await page.getByRole('table', { name: '已调派', exact: true }).getByRole('button', { name: /^释放/ }).waitFor()
  await lookAt(page, 'response-incident', twoLooks)
  await page.getByRole('heading', { name }).click()
  const [report] = await Promise.all([
    page.context().waitForEvent('response', (one) => one.url().includes('/report?language=zh')),
    page.keyboard.press('r'),
  ])
  expect([report.status(), report.headers()['content-type']]).toEqual([200, 'application/pdf'])
  await page.getByRole('textbox', { name: /^终止响应/ }).fill('台风远离，其余指令并入日常')
  await page.getByRole('button', { name: /^终止响应/ }).click()
  await page.getByRole('heading', { name: '复盘' }).waitFor()
}

/** What was found, and a lesson as a task of the district. */
async function review(page: Page, lesson: string): Promise<void> {
  await page.getByRole('textbox', { name: /^复盘结论/ }).fill('到岗快，转移慢。')
  await page.getByRole('button', { name: '保存结论' }).click()
  await page.getByRole('button', { name: '添加整改任务' }).click()
  const form = page.getByRole('dialog', { name: '添加整改任务' })
  await form.getByRole('textbox', { name: '要做什么' }).fill(lesson)
  await pick(form, '责任单位', '黄浦区城市运行管理中心', '黄浦区城市运行管理中心')
  await form.getByRole('button', { name: '添加整改任务' }).click()
  await page.getByRole('listitem').filter({ hasText: lesson }).getByText('整改中').waitFor()
  await page.getByRole('list', { name: '事件经过' }).getByText('终止').first().waitFor()
  await lookAt(page, 'response-review', twoLooks)
}

/** An emergency from its warning to its lesson. */
export function emergencyStories(now: () => Walk): void {
  test('a plan started from a warning: orders acknowledged on phone and PC, drawn on, told to citizens, reported, ended, reviewed', async () => {
    const walk = now()
    const duty = await walk.official('市级值班长', '/city/response')
    const incident = await startFromWarning(duty.page)

    const street = await walk.official('南京东路街道派单员', '/desk/inbox', 'phone')
    await acknowledge(street.page, '领导带班')
    await lookAt(street.page, 'phone-orders', twoLooks)
    const committee = await walk.official('云南中路居委会干部', '/desk/inbox', 'phone')
    await acknowledge(committee.page, '通知居民')
    const district = await walk.official('黄浦区派单员', '/desk/inbox')
    await acknowledge(district.page, '抢险队伍')
    await district.page.goto(incident)
    await duty.page.getByText('实时同步').waitFor()
    await drawByKeyboard(district.page, '泵车集结点')

    const drawn = duty.page.getByRole('row', { name: /泵车集结点/ })
    await drawn.getByText('黄浦区城市运行管理中心').waitFor()
    await nameAnother(duty.page, '领导带班')
    const citizen = await walk.person({ screen: 'phone' })
    await seeNotice(citizen.page, await someAddress(walk.city))
    await commandToTheEnd(duty.page)
    await review(duty.page, '为转移车辆备用司机')

    await citizen.page.goto('/notices')
    await citizen.page
      .getByRole('listitem')
      .filter({ hasText: '台风来临，请勿外出' })
      .getByText(/结束/)
      .first()
      .waitFor()
    await district.page.goto('/city/response/orders')
    const lesson = district.page.getByRole('listitem').filter({ hasText: '为转移车辆备用司机' })
    await lesson.getByRole('button', { name: /^已落实/ }).click()
    const done = district.page.getByRole('dialog', { name: /^已落实/ })
    await done.getByRole('textbox', { name: '怎样落实的' }).fill('已签应急驾驶员三名。')
    await done.getByRole('button', { name: '已落实' }).click()
    await lesson.waitFor({ state: 'detached' })
    await duty.page.reload()
    await duty.page.getByText('已签应急驾驶员三名。').first().waitFor()

    await duty.page.goto('/city/response/duty')
    await duty.page
      .getByRole('row', { name: /黄浦区城市运行管理中心/ })
      .getByText('当班')
      .waitFor()
    await lookAt(duty.page, 'response-duty', twoLooks)
    await duty.page.goto('/city/response/resources')
    await duty.page.getByRole('textbox', { name: '离哪里最近' }).fill(await someAddress(walk.city))
    await duty.page.getByRole('button', { name: '由近到远' }).click()
    await duty.page
      .getByText(/由近到远$/)
      .first()
      .waitFor()
    await settled(duty.page)
    await lookAt(duty.page, 'response-resources', twoLooks)
    expect(walk.troubles()).toEqual([])
  })
}
