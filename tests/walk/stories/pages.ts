import { expect, test } from 'vitest'
import { faults, lookAt, twoLooks } from '../looks.ts'
import type { Walk } from '../walk.ts'

/** Every other page that is offered keeps the same rules. */
export function pageStories(now: () => Walk): void {
  test('every other page that is offered keeps the same rules', async () => {
    const walk = now()
    const citizen = await walk.person({ screen: 'phone' })
    for (const path of ['/find', '/mine', '/around', '/services', '/search?q=路灯', '/accessibility', '/sign-in']) {
      await citizen.page.goto(path)
      await lookAt(citizen.page, `phone-${path.slice(1).split('?')[0]}`)
    }
    const operator = await walk.official('热线话务员', '/desk/mine')
    for (const path of ['below', 'late', 'cases', 'entry', 'imports', 'inbox']) {
      await operator.page.goto(`/desk/${path}`)
      await lookAt(operator.page, `desk-${path}`)
    }
    const wall = await walk.official('市级值班长', '/city', 'wall')
    await lookAt(wall.page, 'wall-city')
    const duty = await walk.official('市级督办员', '/city')
    for (const [name, path] of [
      ['city-figures', '/city/figures'],
      ['city-month', '/city?in=month'],
    ] as const) {
      await duty.page.goto(path)
      await lookAt(duty.page, name)
    }
    // What is not for somebody is said once, and nothing is asked for that would be refused.
    const grid = await walk.official('南京东路街道网格员', '/city', 'phone')
    await grid.page.getByText('您的岗位不看这一页').waitFor()
    await lookAt(grid.page, 'phone-not-yours', twoLooks)
    await grid.page.goto('/desk/more')
    await lookAt(grid.page, 'phone-desk-more', twoLooks)
    for (const [path, says] of [
      ['/report/alarm', '这类事项由系统按信号立案'],
      ['/t/abc', '链接里的查询码不完整'],
    ] as const) {
      await citizen.page.goto(path)
      await citizen.page.getByText(says).waitFor()
      await lookAt(citizen.page, `phone-closed${path.replaceAll('/', '-')}`, twoLooks)
    }
    expect(walk.troubles()).toEqual([])
  })

  test('the administration and one’s own account keep them too, on a phone and on a PC', async () => {
    const walk = now()
    const keeper = await walk.official('系统管理员', '/admin/health')
    for (const path of administration) {
      await keeper.page.goto(`/admin/${path}`)
      await lookAt(keeper.page, `admin-${path}`, twoLooks)
    }
    await keeper.page.goto('/admin/channels')
    await keeper.page.getByRole('button', { name: '设置短信' }).click()
    await keeper.page.getByRole('dialog', { name: '设置短信' }).waitFor()
    // Gaps are what this form is about: `lookAt` would take them for gaps that were left.
    expect(await faults(keeper.page)).toEqual([])
    const auditor = await walk.official('审计员', '/admin/audit', 'phone')
    await lookAt(auditor.page, 'phone-audit', twoLooks)
    const citizen = await walk.official('市民', '/account', 'phone')
    for (const path of ['', '/security', '/privacy', '/notices']) {
      await citizen.page.goto(`/account${path}`)
      await lookAt(citizen.page, `phone-account${path.replace('/', '-')}`, twoLooks)
    }
    expect(walk.troubles()).toEqual([])
  })
}

/** Pages of the administration, by their addresses. */
const administration = [
  ...['health', 'people', 'offices', 'delegations', 'data-requests', 'firms', 'packs', 'models'],
  ...['jobs', 'sandbox', 'channels', 'interfaces', 'rights'],
]
