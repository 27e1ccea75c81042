import { expect } from 'vitest'
import type { Walker } from './browser.ts'
import { begin, casePane, openCase, pick, pressUntil, send } from './desk.ts'
import { lookAt } from './looks.ts'
import { makePhoto } from './photo.ts'

const street = '南京东路街道'

/** The hotline's sorter finds the case, sorts it and dispatches it to the street: all with the keyboard. */
export async function sortByKeyboard({ page }: Walker, words: string): Promise<void> {
  await lookAt(page, 'sorter-list')
  await pressUntil(page, 'j', () => casePane(page).getByRole('heading', { name: words }).isVisible())
  await lookAt(page, 'sorter-case')
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await press('c')
  const form = page.locator('form')
  const first = form.getByRole('radio', { name: '咨询' })
  await first.waitFor()
  await expect.poll(() => first.evaluate((one) => one === document.activeElement)).toBe(true)
  await press('Space', 'ArrowDown', 'ArrowDown', 'ArrowDown') // 投诉
  await press('Tab')
  await page.keyboard.type('路灯')
  await press('Enter', 'Tab', 'Space', 'Tab', 'Space') // 路灯照明, 一般, 派单办理
  await form.getByRole('combobox', { name: '承办单位' }).waitFor()
  await press('Tab')
  await page.keyboard.type(street)
  await form.getByRole('option', { name: street }).first().waitFor()
  await lookAt(page, 'sorter-form')
  await press('Enter', 'Enter') // takes the office, sends the form
  await page.getByRole('status').getByText('办结：已完成').waitFor()
}

/** The street's clerk gives the case back, with a reason. */
export async function giveBack({ page }: Walker, words: string): Promise<void> {
  await openCase(page, 'mine', words)
  const form = await begin(page, '退单')
  await form.getByRole('radio', { name: '不在本辖区' }).check()
  await form.getByRole('textbox', { name: '说明' }).fill('路灯在马路对面，请核实是否属于本街道。')
  await lookAt(page, 'clerk-return')
  await send(page, form, '退单', '退单：已完成')
}

/** The district's dispatcher sends the returned case to the street anew. */
export async function sendAnew({ page }: Walker, words: string): Promise<void> {
  await openCase(page, 'returned', words)
  const form = await begin(page, '派单')
  await pick(form, '机构', street, street)
  await form.getByRole('textbox', { name: '理由' }).fill('经核实，路灯在南京东路街道一侧。')
  await lookAt(page, 'district-dispatch')
  await send(page, form, '派单', '派单：已完成')
}

/** The clerk hands it on to the grid of the grid member. */
export async function handOn({ page }: Walker, words: string): Promise<void> {
  await openCase(page, 'mine', words)
  const form = await begin(page, '转下级办理')
  await pick(form, '机构', `${street}第1责任网格`, `${street}第1责任网格`)
  await form.getByRole('textbox', { name: '说明' }).fill('请今晚到现场看一下。')
  await send(page, form, '转下级办理', '转下级办理：已完成')
}

/** What the grid member does on the street, one after another. */
const kept = '已存在本机'

/** On the street without a signal: the contact, the progress with a photo, the result. @returns the id of the case */
export async function handleOffline({ page, context }: Walker, words: string): Promise<string> {
  const id = await openCase(page, 'mine', words)
  await lookAt(page, 'grid-case')
  await context.setOffline(true)
  await page.getByText('没有信号。').waitFor()

  let form = await begin(page, '联系诉求人')
  await form.getByRole('radio', { name: '电话' }).check()
  await form.getByRole('radio', { name: '是' }).check()
  await send(page, form, '联系诉求人', `联系诉求人：${kept}`)

  form = await begin(page, '记录进展')
  await form.getByRole('textbox', { name: '进展' }).fill('已到现场，三盏灯的保险烧断。')
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    form.getByRole('button', { name: '选择照片或文件' }).click(),
  ])
  await chooser.setFiles(await makePhoto('现场'))
  await form.getByRole('img').waitFor()
  await send(page, form, '记录进展', `记录进展：${kept}`)

  form = await begin(page, '完成办理')
  await form.getByRole('radio', { name: '已解决' }).check()
  await form.getByRole('textbox', { name: '答复' }).fill('已更换三盏灯的保险，今晚恢复照明。')
  await send(page, form, '完成办理', `办结：${kept}`)
  return id
}

/** The hotline's operator calls back: reached, solved, satisfied. */
export async function callBack({ page }: Walker, words: string): Promise<void> {
  await openCase(page, 'mine', words)
  const form = await begin(page, '完成回访')
  await form.getByRole('group', { name: '回访接通' }).getByRole('radio', { name: '是' }).check()
  await form.getByRole('group', { name: '诉求已解决' }).getByRole('radio', { name: '是' }).check()
  await form.getByRole('group', { name: '满意程度' }).getByRole('radio', { name: '满意', exact: true }).check()
  await lookAt(page, 'operator-callback')
  await send(page, form, '完成回访', '办结：已完成')
}
