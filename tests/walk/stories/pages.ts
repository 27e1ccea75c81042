import { expect, test } from 'vitest'
import { lookAt } from '../looks.ts'
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
    expect(walk.troubles()).toEqual([])
  })
}
