import { expect, test } from 'vitest'
import { fromWgs84 } from '../../../src/kernel/place/index.ts'
import { connected, enrolled, obeys } from '../device-side.ts'
import { lookAt, twoLooks } from '../looks.ts'
import type { Walk } from '../walk.ts'

/** Addresses that the city knows, with where they are. */
async function knownDoors(city: string): Promise<readonly (readonly [string, number, number])[]> {
  const doors = new Map<string, readonly [string, number, number]>()
  for (let step = 0; step < 30 && doors.size < 8; step += 1) {
    const answer = await fetch(
      `${city}/api/registry/reverse?lng=${121.47 + step * 0.0012}&lat=${31.232 + step * 0.0008}`,
    )
    const { nearest } = (await answer.json()) as { nearest?: { address: string; point: [number, number] } } // the route's own schema
    if (nearest) doors.set(nearest.address, [nearest.address, ...nearest.point])
  }
  return [...doors.values()]
}

/** Those who keep devices, rules and maps: a group is commanded, a map of the wrong datum mended, a rule declared. */
export function keeperStories(now: () => Walk): void {
  test('a group of devices is told something; what each did with it is seen', async () => {
    const walk = now()
    const { page } = await walk.official('系统管理员', '/admin/devices')
    const lamps = await Promise.all(
      ['walk-group-1', 'walk-group-2'].map((id) => enrolled(page, walk.city, { id, profile: 'street-light' })),
    )
    const [first] = lamps
    if (!first) throw new Error('enrolled above')
    const client = await connected(walk.city, first)
    try {
      await obeys(client, first.id)
      await page.goto('/admin/devices?q=walk-group')
      for (const { id } of lamps) await page.getByRole('checkbox', { name: `选中 ${id}` }).check()
      await lookAt(page, 'devices-chosen', twoLooks)
      await page.getByRole('button', { name: '下发给选中的' }).click()
      const dialog = page.getByRole('dialog', { name: '批量下发：2 台' })
      await dialog.getByRole('radio', { name: '重启' }).check()
      await dialog.getByRole('button', { name: '下发给 2 台' }).click()
      await page
        .getByRole('row', { name: /walk-group-1/ })
        .getByText('已执行')
        .waitFor()
      await page
        .getByRole('row', { name: /walk-group-2/ })
        .getByText('等待设备上线')
        .waitFor()
      await lookAt(page, 'commands-batch', twoLooks)
      await page.getByRole('button', { name: /撤回还没送出的 1 个/ }).click()
      await page
        .getByRole('row', { name: /walk-group-2/ })
        .getByText('已撤回')
        .waitFor()
    } finally {
      await client.endAsync(true)
    }
    const labels = await page.request.get('/api/things/labels.pdf?devices=walk-group-1,walk-group-2')
    expect((await labels.body()).subarray(0, 5).toString()).toBe('%PDF-')
    expect(walk.troubles()).toEqual([])
  })

  test('a table of the wrong datum is seen off its addresses, mended, taken in, and taken back', async () => {
    const walk = now()
    const { page } = await walk.official('市数据局数据专员', '/desk/layers')
    const rows = (await knownDoors(walk.city)).map(([address, lng, lat], index) => {
      const there = fromWgs84({ lng, lat }, 'gcj02')
      return `${index + 1},${address},${there.lng},${there.lat},${index === 2 ? '粗' : 100 + index}`
    })
    const text = ['编号,地址,经度,纬度,管径', ...rows].join('\n')
    await page.getByRole('heading', { name: '导入地图与带坐标的表' }).waitFor()
    await lookAt(page, 'layers', twoLooks)
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: '选择文件' }).click(),
    ])
    await chooser.setFiles({ name: 'hydrants.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByText(/与文件里的地址对不上：更像 GCJ-02/).waitFor()
    expect(await page.getByRole('button', { name: '开始导入' }).isDisabled()).toBe(true)
    await lookAt(page, 'layer-wrong-datum', twoLooks)
    await page.getByRole('button', { name: /改用 GCJ-02/ }).click()
    await page.getByText(/按 GCJ-02.*理解/).waitFor()
    await page.getByRole('combobox', { name: '管径 的种类' }).selectOption('number')
    await page.getByRole('row', { name: /管径.*不是数字/ }).waitFor()
    await page.getByRole('button', { name: '开始导入' }).click()
    await page.getByText('已完成').waitFor()
    await page.getByRole('link', { name: /第几行、哪个字段/ }).waitFor()
    await lookAt(page, 'layer-done', twoLooks)
    await page.getByRole('button', { name: '撤销这次导入' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤销', exact: true }).click()
    await page.getByText(/已撤销：删去 \d+ 个/).waitFor()
    expect(walk.troubles()).toEqual([])
  })

  test('a rule is declared, tried on what is stored, holds at once, and its alarm becomes a case', async () => {
    const walk = now()
    const { page } = await walk.official('系统管理员', '/admin/rules')
    await page.getByRole('row', { name: /河道水位超警/ }).waitFor()
    await lookAt(page, 'rules', twoLooks)
    const gauge = await enrolled(page, walk.city, {
      ...{ id: 'walk-gauge-1', profile: 'rain-gauge', title: { zh: '试验雨量计', en: 'Trial gauge' } },
      ...{ point: { lng: 121.4725, lat: 31.2358 }, division: '310101002' },
    })
    await page.getByRole('link', { name: '新规则' }).click()
    await page.getByRole('textbox', { name: '名称（中文）' }).fill('试验：雨量一响就报')
    await page.getByRole('textbox', { name: '名称（英文）' }).fill('Walk any rain')
    await page.getByRole('combobox', { name: '哪种设备' }).selectOption({ label: '雨量计' })
    await page.getByRole('textbox', { name: /^界限/ }).fill('55')
    // A class of its own: heavy rain is alarming too, and what is alike and near joins one case.
    await page.getByRole('combobox', { name: '事项分类' }).selectOption('设施运行/垃圾')
    expect(await page.getByRole('button', { name: '保存并生效' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: '试一试' }).click()
    await page.getByText(/会告警 \d+ 次|没有读数可试/).waitFor()
    await lookAt(page, 'rule-tried', twoLooks)
    await page.getByRole('button', { name: '保存并生效' }).click()
    await page.getByRole('heading', { name: '变更记录' }).waitFor()
    const sent = await fetch(`${walk.city}/things/v1/readings`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${gauge.id}:${gauge.secret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ rain: 58 }),
    })
    expect(sent.status, await sent.clone().text()).toBe(200)
    await page
      .getByRole('row', { name: /walk-gauge-1/ })
      .getByText('还在')
      .waitFor({ timeout: 60_000 })
    await lookAt(page, 'rule-raised', twoLooks)
    const watch = await walk.official('市级派单员', '/desk/cases')
    await expect
      .poll(
        async () => {
          const answer = await watch.page.request.get('/api/cases?view=cases&pack=alarm&limit=50')
          const { items } = (await answer.json()) as { items: readonly { title: string }[] } // the route's own schema
          return items.some(({ title }) => title.includes('试验：雨量一响就报'))
        },
        { timeout: 60_000 },
      )
      .toBe(true)
    expect(walk.troubles()).toEqual([])
  })

  test('whoever watches lands on what needs an eye; series and outside systems keep the rules of every page', async () => {
    const walk = now()
    const watcher = await walk.official('市级督办员', '/desk')
    await watcher.page.waitForURL('**/desk/overview')
    await watcher.page.getByRole('heading', { name: '超期最久的' }).waitFor()
    await lookAt(watcher.page, 'desk-overview', twoLooks)
    await watcher.page.goto('/desk/anomalies')
    await lookAt(watcher.page, 'anomalies', twoLooks)
    const keeper = await walk.official('系统管理员', '/admin/outside')
    await keeper.page.getByRole('heading', { name: '联邦来源' }).waitFor()
    await lookAt(keeper.page, 'outside', twoLooks)
    expect(walk.troubles()).toEqual([])
  })
}
