import type { Walker } from './browser.ts'

/** A share as the cockpit shows it: how many met it, of how many. */
export type ShownFigure = { readonly met: number; readonly of: number }

const row = ({ page }: Walker, name: string) =>
  page.getByRole('complementary', { name: '总体' }).getByRole('listitem').filter({ hasText: name })

/** Reads a figure off the cockpit; what has no case yet is nothing of nothing. */
export async function figureOf(who: Walker, name: string): Promise<ShownFigure> {
  const text = (await row(who, name).textContent()) ?? ''
  const found = /(\d+) \/ (\d+) 件/.exec(text)
  return { met: Number(found?.[1] ?? 0), of: Number(found?.[2] ?? 0) }
}

/** Opens what one of its numbers is made of, and comes back. @returns the titles in the list */
export async function openNumber(who: Walker, name: string, which: 'met' | 'of'): Promise<readonly string[]> {
  const { page } = who
  const links = row(who, name).locator('small').getByRole('link')
  await links.nth(which === 'met' ? 0 : 1).click()
  await page.waitForURL(/\/desk\//)
  const rows = page.locator('[id^=row-]').getByRole('link')
  await rows.first().waitFor()
  const titles = await rows.allInnerTexts()
  await page.goBack()
  await page.waitForURL(/\/city/)
  return titles.map((text) => text.split('\n')[0] ?? '')
}
