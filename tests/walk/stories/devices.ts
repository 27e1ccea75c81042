import { expect, test } from 'vitest'
import { lookAt, twoLooks } from '../looks.ts'
import { reportFrom, someAddress } from '../past-the-screens.ts'
import type { Walk } from '../walk.ts'

/** Devices: enrolled, heard, commanded, found on the map; by file with a row that is wrong. */
export function deviceStories(now: () => Walk): void {
  test('a device is enrolled, says nothing, then reports, is told something, and stands on the map', async () => {
    const walk = now()
    const keeper = await walk.official('系统管理员', '/admin/devices')
    const { page } = keeper
    const id = 'walk-lamp-1'
    await page.getByRole('button', { name: '登记一台' }).click()
    const form = page.getByRole('dialog', { name: '登记一台' })
    await form.getByRole('textbox', { name: '编号' }).fill(id)
    await form.getByRole('combobox', { name: '型号' }).selectOption({ label: '路灯' })
    await form.getByRole('textbox', { name: /^名称/ }).fill('弄堂口第三盏路灯')
    const address = await someAddress(walk.city)
    await form.getByRole('textbox', { name: '位置' }).fill(address)
    await form.getByRole('button', { name: address }).click()
    await form.getByText('已标出位置').waitFor()
    await lookAt(page, 'device-enrol')
    await form.getByRole('button', { name: '登记', exact: true }).click()
    const once = page.getByRole('dialog', { name: '设备密钥' })
    const secret = ((await once.locator('pre').textContent()) ?? '').trim()
    expect(secret.length).toBeGreaterThan(15)
    await once.getByRole('button', { name: '关闭' }).click()
    await page
      .getByRole('row', { name: new RegExp(id) })
      .getByText('从未上报')
      .waitFor()
    await lookAt(page, 'devices')

    await page.getByRole('link', { name: id }).click()
    await page.getByRole('heading', { name: '弄堂口第三盏路灯' }).waitFor()
    await page.getByRole('heading', { name: '健康原因' }).waitFor()
    await lookAt(page, 'device-silent')
    const early = new Date(Date.now() - 3 * 3_600_000).toISOString()
    await reportFrom(walk.city, id, secret, { at: early, power: 12.25 }, 1)
    await reportFrom(walk.city, id, secret, { isOn: true, level: 80, power: 45.5, voltage: 228 }, 4)
    await page.getByRole('figure').filter({ hasText: '功率' }).getByText('45.5').first().waitFor()
    await page.getByText('没有发现问题。').waitFor()

    await page.getByRole('button', { name: '调光' }).click()
    const dim = page.getByRole('dialog', { name: '调光' })
    await dim
      .getByRole('textbox', { name: '亮度' })
      .or(dim.getByRole('spinbutton', { name: '亮度' }))
      .fill('40')
    await dim.getByRole('button', { name: '下发' }).click()
    const told = page.getByRole('row', { name: /调光/ })
    await told.getByText('等待设备上线').waitFor()
    await lookAt(page, 'device')
    await told.getByRole('button', { name: '撤回' }).click()
    await told.getByText('已撤回').waitFor()

    await page.getByRole('link', { name: /^\d+\.\d+, \d+\.\d+$/ }).click()
    await page.waitForURL(/\/city\/map/)
    const panel = page.getByRole('region', { name: '弄堂口第三盏路灯' })
    await panel.getByText('45.5').waitFor()
    await panel.getByRole('figure').waitFor()
    await page.locator('[data-map=drawn]').waitFor()
    await lookAt(page, 'map-device')
    // An hour back, and as many as it takes: then it was as it had told three hours ago.
    await page.getByRole('slider', { name: '时刻' }).focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await panel
      .getByRole('heading', { name: /的状态$/ })
      .first()
      .waitFor()
    await panel.getByText('12.25').first().waitFor()
    await lookAt(page, 'map-device-then')
    expect(walk.troubles()).toEqual([])
  })

  test('devices come by file: what is right is enrolled, what is wrong is named and can be mended', async () => {
    const walk = now()
    const { page } = await walk.official('系统管理员', '/admin/devices')
    await page.getByRole('button', { name: '按文件登记' }).click()
    const dialog = page.getByRole('dialog', { name: '按文件登记设备' })
    const rows = [
      'id,profile,lng,lat,claim',
      'walk-rain-1,rain-gauge,121.4725,31.2358,',
      'walk-plate-1,rain-gauge,121.4727,31.2359,plate-4711-walk',
      'walk-odd-1,teapot,121.47,31.23,',
    ]
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      dialog.getByRole('button', { name: '选择文件' }).click(),
    ])
    await chooser.setFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
    await dialog.getByText('devices.csv').waitFor()
    await dialog.getByRole('button', { name: '登记', exact: true }).click()
    await dialog.getByText('读到 3 行，登记 2 台，退回 1 行').waitFor()
    await dialog.getByText('teapot').waitFor()
    await dialog.getByRole('button', { name: /下载密钥/ }).waitFor()
    await lookAt(page, 'devices-file')
    await dialog.getByRole('button', { name: '关闭' }).last().click()
    await page.getByRole('row', { name: /walk-rain-1/ }).waitFor()
    // Whoever installs one has only the code on its plate; it works once, and is no matter of capitals.
    await page
      .getByRole('row', { name: /walk-plate-1/ })
      .getByText('待认领')
      .waitFor()
    await page.getByRole('button', { name: '凭认领码启用' }).click()
    const plate = page.getByRole('dialog', { name: '凭认领码启用' })
    await plate.getByRole('textbox', { name: '认领码' }).fill('PLATE-4711-WALK')
    await plate.getByRole('button', { name: '启用', exact: true }).click()
    const given = page.getByRole('dialog', { name: '设备 walk-plate-1 的密钥' })
    const secret = ((await given.locator('pre').textContent()) ?? '').trim()
    await given.getByRole('button', { name: '关闭' }).click()
    await reportFrom(walk.city, 'walk-plate-1', secret, { rain: 1.5 }, 1)
    await page.getByRole('link', { name: '设备型号' }).click()
    await page.getByRole('row', { name: /雨量/ }).first().waitFor()
    await lookAt(page, 'device-profiles')
    await page.getByRole('link', { name: '雨量计' }).click()
    await page.getByRole('heading', { name: '报文怎么读' }).waitFor()
    await page.getByText(/365 天；小时和日的汇总长期保留/).waitFor()
    await lookAt(page, 'device-profile', twoLooks)
    expect(walk.troubles()).toEqual([])
  })
}
