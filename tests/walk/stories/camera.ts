import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { seeded } from '../../../src/kernel/codes/index.ts'
import { analytics, eventOf, formOf } from '../../../src/platform/camera/testing.ts'
import { drawScene } from '../../../src/server/demo-camera/draw-scene.ts'
import { lookAt, twoLooks } from '../looks.ts'
import type { Walk } from '../walk.ts'

/** What the API tells of one event. */
type Told = { readonly case: { readonly id: string; readonly number: string } | null }

/** An event in the list of those that wait; others may wait beside it. */
const rowOf = (page: Page, kind: RegExp) =>
  page.getByRole('navigation', { name: '待确认的事件' }).getByRole('button', { name: kind })

async function chosen(page: Page, kind: RegExp): Promise<void> {
  await rowOf(page, kind).click()
  await page.getByRole('img', { name: kind }).waitFor()
}

/** Camera events: a source is registered, a person confirms, there is a case; the whole picture under four eyes, on record. */
export function cameraStories(now: () => Walk): void {
  test('an event is confirmed and becomes a case; its picture is asked for by one, approved by another, seen, and audited', async () => {
    const walk = now()
    const eyes = analytics()
    const keeper = await walk.official('系统管理员', '/admin/camera')
    await keeper.page.getByRole('button', { name: '登记来源' }).click()
    const form = keeper.page.getByRole('dialog', { name: '登记来源' })
    await form.getByRole('textbox', { name: /编号/ }).fill('walk-eyes')
    await form.getByRole('textbox', { name: '名称' }).fill('福州路视频分析')
    await form.getByRole('textbox', { name: /公钥/ }).fill(eyes.publicKey)
    await form.getByRole('button', { name: '登记来源' }).click()
    await keeper.page.getByText(eyes.kid).waitFor()
    await lookAt(keeper.page, 'camera-sources', twoLooks)

    const tell = async (kind: 'litter' | 'manhole') => {
      const { jpeg, regions } = await drawScene(kind, seeded(kind), true)
      const point = [121.4793, 31.2362] as const
      const event = eventOf(jpeg, Date.now(), { source: 'walk-eyes', kind, point, regions, address: '福州路' })
      const answer = await fetch(`${walk.city}/camera/v1/events`, {
        method: 'POST',
        body: formOf(eyes.sign(event), jpeg),
      })
      expect(answer.status, await answer.clone().text()).toBe(201)
      return ((await answer.json()) as { id: string }).id // the route's own schema
    }
    const wrong = await tell('manhole')
    const duty = await walk.official('市级值班长', '/desk/camera')
    await chosen(duty.page, /井盖/)
    await lookAt(duty.page, 'camera-queue', twoLooks)
    await duty.page.keyboard.press('n')
    const why = duty.page.getByRole('dialog', { name: '为什么驳回' })
    await why.getByRole('button', { name: '画面中没有这种情况' }).focus()
    await duty.page.keyboard.press('Enter')
    await expect.poll(() => rowOf(duty.page, /井盖/).count()).toBe(0)

    const id = await tell('litter')
    const street = await walk.official('南京东路街道派单员', '/desk/camera', 'phone')
    await chosen(street.page, /暴露垃圾/)
    await lookAt(street.page, 'phone-camera-queue', twoLooks)
    await street.page.getByRole('button', { name: '确认属实' }).click()
    await expect.poll(() => rowOf(street.page, /暴露垃圾/).count()).toBe(0)
    const caseOf = async (event: string) => {
      const answer = await street.page.request.get(`/api/camera/events/${event}`)
      return ((await answer.json()) as Told).case // the route's own schema
    }
    await expect.poll(() => caseOf(id), { timeout: 30_000 }).not.toBeNull()
    expect(await caseOf(wrong)).toBeNull()

    const own = `/desk/camera/${id}`
    await street.page.goto(own)
    await street.page.getByRole('button', { name: '申请查看' }).click()
    const ask = street.page.getByRole('dialog', { name: '申请查看原图' })
    await ask.getByRole('combobox', { name: '目的' }).selectOption({ label: '依法查处' })
    await ask.getByRole('textbox', { name: /说明/ }).fill('核对倾倒车辆的号牌')
    await ask.getByRole('button', { name: '提交申请' }).click()
    await street.page.getByText('待批准').waitFor()

    const supervisor = await walk.official('市级督办员', '/desk/camera/requests')
    await supervisor.page.getByText('核对倾倒车辆的号牌').waitFor()
    await lookAt(supervisor.page, 'camera-requests', twoLooks)
    await supervisor.page.getByRole('textbox', { name: '答复意见' }).fill('同意')
    await supervisor.page.getByRole('button', { name: /批准/ }).click()
    await supervisor.page.getByText('已批准').waitFor()

    await street.page.goto(own)
    await lookAt(street.page, 'phone-camera-event', twoLooks)
    await street.page.getByRole('button', { name: /查看原图（/ }).click()
    const whole = street.page.getByRole('dialog').getByRole('img', { name: /暴露垃圾的原图/ })
    await whole.waitFor()
    await expect
      .poll(() => whole.evaluate((one) => one instanceof HTMLImageElement && one.complete && one.naturalWidth))
      .toBe(960)

    const auditor = await walk.official('审计员', '/admin/full-views')
    const row = auditor.page.getByRole('row', { name: /核对倾倒车辆的号牌/ })
    await row.getByText('已批准').waitFor()
    expect(await row.getByRole('listitem').count()).toBe(1)
    await lookAt(auditor.page, 'camera-log', twoLooks)
    expect((await auditor.page.request.get(`/api/camera/events/${id}/picture`)).status()).toBe(403)

    const steward = await walk.official('市数据局数据专员', '/desk/camera/sources')
    await steward.page.getByRole('button', { name: '调整：批准后可查看原图' }).click()
    const term = steward.page.getByRole('dialog', { name: /^调整/ })
    await term.getByRole('textbox', { name: /新的期限/ }).fill('20')
    await term.getByRole('textbox', { name: '理由' }).fill('一次核对用不了半小时')
    await term.getByRole('button', { name: '调整' }).click()
    const changed = steward.page.getByRole('table', { name: '调整记录' }).getByRole('row', { name: /一次核对/ })
    await changed.getByText('30 → 20').waitFor()
    await lookAt(steward.page, 'camera-terms', twoLooks)
    expect(walk.troubles()).toEqual([])
  })
}
