import type { Locator, Page } from 'playwright-core'

/** The case that stands open in the workbench. */
export const casePane = (page: Page): Locator => page.getByRole('region', { name: /^(事项|Case)$/ })

/** What can be done to it. */
const actionsOf = (page: Page): Locator => page.getByRole('region', { name: /现在可以做的|What can be done now/ })

/** Opens a case from a list, found by words of its title. @returns its id */
export async function openCase(page: Page, list: string, words: string): Promise<string> {
  await page.goto(`/desk/${list}`)
  await page.getByRole('main').getByRole('link', { name: words }).first().click()
  await page.waitForURL(/\/desk\/[a-z]+\/[0-9a-f-]{36}/)
  await casePane(page).getByRole('heading', { name: words }).waitFor()
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** Opens the form of an action by its button; what is seldom done is folded away first. */
export async function begin(page: Page, action: string): Promise<Locator> {
  const box = actionsOf(page)
  const button = box.getByRole('button', { name: action }).first()
  await box.getByRole('button').first().waitFor()
  if (!(await button.isVisible())) await box.getByText('更多', { exact: true }).click()
  await button.click()
  await box.getByRole('heading', { name: action }).waitFor()
  return box
}

/** Picks from a list that is searched by typing. */
export async function pick(form: Locator, name: string, typed: string, option: string): Promise<void> {
  await form.getByRole('combobox', { name }).fill(typed)
  await form.getByRole('option', { name: option }).first().click()
}

/** Sends the form and waits until the workbench says that it is done. */
export async function send(page: Page, form: Locator, button: string, says: string): Promise<void> {
  await form.locator('form').getByRole('button', { name: button, exact: true }).click()
  await page.getByRole('status').getByText(says).waitFor()
}

/** Presses a key that moves through a list until the case looked for is open; a person looks between the presses. */
export async function pressUntil(page: Page, key: string, isThere: () => Promise<boolean>, most = 60): Promise<void> {
  await page.locator('[id^=row-]').first().waitFor()
  for (let n = 0; n < most; n++) {
    const before = page.url()
    await page.keyboard.press(key)
    await page.waitForURL((url) => url.href !== before)
    await casePane(page).getByRole('heading').first().waitFor()
    if (await isThere()) return
  }
  throw new Error(`Not found with ${key} pressed ${most} times`)
}
