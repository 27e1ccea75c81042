import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFolder } from '../../../src/platform/base/index.ts'
import { faults, followReads, still } from '../looks.ts'
import type { Walk } from '../walk.ts'

/** Both languages, light and dark; care mode changes sizes and lines, not colours, so two of them stand for all. */
const looks = [
  { language: 'zh', theme: 'light', care: false },
  { language: 'zh', theme: 'dark', care: false },
  { language: 'en', theme: 'dark', care: false },
  { language: 'en', theme: 'light', care: true },
  { language: 'zh', theme: 'dark', care: true },
]

/** Changes the look of a page by its own switches. */
async function show(page: Page, look: (typeof looks)[number]): Promise<void> {
  const root = () =>
    page.evaluate(() => {
      const { lang, dataset } = document.documentElement
      return { language: lang.slice(0, 2), theme: dataset.theme, care: dataset.care === 'on' }
    })
  if ((await root()).language !== look.language) await page.locator('header button[lang]').click()
  if ((await root()).care !== look.care) await page.locator('header button[aria-pressed]').first().click()
  if ((await root()).theme !== look.theme) await page.locator('header button[title]').last().click()
  expect(await root()).toEqual(look)
  // Charts and map draw themselves anew.
  await page.locator('figure svg').first().waitFor()
  await still(page)
}

/** Every part of the kit in every look: no fault that axe knows, nothing wider than the screen. */
export function galleryStories(now: () => Walk): void {
  describe('the kit', () => {
    let folder: string
    let server: ViteDevServer | undefined

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'shudu-gallery-'))
      server = await createServer({
        configFile: join(projectFolder, 'src/web/vite.config.ts'),
        cacheDir: folder,
        logLevel: 'silent',
        server: { port: 0, hmr: false },
      })
      await server.listen()
    })
    afterAll(async () => {
      await server?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    async function open(look: string, width: number): Promise<{ page: Page; errors: readonly string[] }> {
      const page = await now().browser.newPage({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })
      followReads(page)
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      // No city stands behind the gallery: what its parts ask for is missing, and they must say so and stand.
      await page.route('**/api/**', (route) =>
        /\.tsx?(\?|$)/.test(route.request().url())
          ? route.fallback()
          : route.fulfill({ status: 404, json: { title: 'missing' } }),
      )
      await page.goto(`${server?.resolvedUrls?.local[0]}kit?${look}`)
      await page.locator('main h1').waitFor()
      await page.locator('figure svg').first().waitFor()
      return { page, errors }
    }

    test('in every look: no fault that axe knows, and nothing wider than a narrow phone (reflow, WCAG 1.4.10)', async () => {
      const { page, errors } = await open('lang=zh&theme=light', 1280)
      for (const look of looks) {
        await show(page, look)
        expect.soft(await faults(page), JSON.stringify(look)).toEqual([])
        await page.setViewportSize({ width: 320, height: 900 })
        // Charts follow the new width a moment later.
        const wide = () => page.evaluate(() => document.documentElement.scrollWidth)
        await expect.poll(wide, { timeout: 60_000, message: JSON.stringify(look) }).toBeLessThanOrEqual(320)
        await page.setViewportSize({ width: 1280, height: 900 })
      }
      expect(errors).toEqual([])
      await page.close()
    })

    test('the help of the keyboard opens on ?, Escape closes it, and focus comes back', async () => {
      const { page } = await open('lang=en', 1280)
      const button = page.getByRole('button', { name: 'Notifications' })
      await button.focus()
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
      await page.close()
    })

    test('a form that is not right says so at the top and leads to the field', async () => {
      const { page } = await open('lang=en', 1280)
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      const summary = page.getByRole('alert').filter({ hasText: 'answers need mending' })
      await summary.waitFor()
      expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
      await summary.getByRole('link', { name: 'Fill in: What happened' }).click()
      const field = page.getByRole('textbox', { name: 'What happened' })
      expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      await page.close()
    })
  })
}
