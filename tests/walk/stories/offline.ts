import { expect, test } from 'vitest'
import { begin, casePane, openCase, send } from '../desk.ts'
import { lookAt } from '../looks.ts'
import { act, reported } from '../past-the-screens.ts'
import type { Walk } from '../walk.ts'

/** What a page does when the network is gone, or when it is itself gone before it could write down what was typed. */
export function offlineStories(now: () => Walk): void {
  test('without a network a page that was open is there again after a reload, with the case that was read; a session that ends keeps what was typed', async () => {
    const walk = now()
    const words = '小区门口的减震带松了，车一过就响'
    const sorter = await walk.official('热线分拣员', '/desk/mine')
    const id = await reported(sorter, walk.city, words)
    const sorted = { kind: 'complaint', class: '城乡建设/市政设施/道路破损', urgency: 'normal', route: 'dispatch' }
    await act(sorter, walk.city, id, {
      action: 'complete',
      step: 'sort',
      input: { ...sorted, office: '310101002.g01' },
    })
    const grid = await walk.official('南京东路街道网格员', '/desk/mine', 'phone')
    await openCase(grid.page, 'mine', words)
    await grid.page.evaluate(() => navigator.serviceWorker.ready)
    await grid.page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    // Read once more under the eyes of the worker: it keeps what it saw.
    await grid.page.reload()
    await casePane(grid.page).getByRole('heading', { name: words }).waitFor()
    await grid.page.locator('[data-map=drawn]').waitFor()
    await grid.context.setOffline(true)
    await grid.page.reload()
    await grid.page.getByText('没有信号。').waitFor()
    await casePane(grid.page).getByRole('heading', { name: words }).waitFor()
    await lookAt(grid.page, 'grid-offline-reload')

    // The signal is back, but the session is over: whoever presses is asked who he is, and what he typed waits for him.
    await grid.context.setOffline(false)
    await grid.page.getByText('没有信号。').waitFor({ state: 'detached' })
    const note = '已到现场，减震带缺两颗螺栓，先用锥筒围住'
    const form = await begin(grid.page, '记录进展')
    await form.getByRole('textbox').first().fill(note)
    const press = await form.locator('form').getByRole('button', { name: '记录进展' }).elementHandle()
    await grid.context.clearCookies()
    // The page may have noticed by a read of its own before the press: then the button is gone, and pressing it does nothing.
    await press?.evaluate((button) => (button as HTMLElement).click()) // a button is one
    await grid.page.waitForURL(/\/sign-in/)
    await grid.page.getByRole('button').filter({ hasText: '南京东路街道网格员' }).click()
    await casePane(grid.page).getByRole('heading', { name: words }).waitFor()
    const again = await begin(grid.page, '记录进展')
    await expect.poll(() => again.getByRole('textbox').first().inputValue()).toBe(note)
    await send(grid.page, again, '记录进展', '记录进展：已完成')
    expect(walk.troubles()).toEqual([])
  })

  test('what was typed a moment before a reload is still there', async () => {
    const walk = now()
    const { page } = await walk.person({ screen: 'phone' })
    await page.goto('/report/hotline')
    const box = page.getByRole('main').getByRole('textbox')
    await box.fill('河边的栏杆断了一根，')
    await box.pressSequentially('孩子容易掉下去')
    await page.reload()
    await expect.poll(() => box.inputValue()).toBe('河边的栏杆断了一根，孩子容易掉下去')
    expect(walk.troubles()).toEqual([])
  })
}
