import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { projectFolder } from '../../src/platform/base/index.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Where the pictures of the walk are kept. */
export const pictures: string = join(projectFolder, 'tests', 'screenshots')
mkdirSync(pictures, { recursive: true })

/** The rules every page keeps: WCAG 2.2 AA and what axe holds to be good practice. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A page as it is shown to somebody. */
type Look = { readonly language: 'zh' | 'en'; readonly theme: 'light' | 'dark' }

const looks: readonly Look[] = [
  { language: 'zh', theme: 'light' },
  { language: 'zh', theme: 'dark' },
  { language: 'en', theme: 'dark' },
  { language: 'en', theme: 'light' },
]

/** Two frames: what was changed has been drawn, and what moves because of it has begun to. */
const drawn = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

/** Waits until the page shows what it has: nothing is being read, nothing moves. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const reads = [...document.querySelectorAll('[role=status] .heard')].some((one) =>
      /正在读取|Loading/.test(one.textContent ?? ''),
    )
    return !reads && document.querySelector('main :is(h1,h2)') !== null
  })
  await drawn(page)
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.allSettled(document.getAnimations().map((one) => one.finished))
  })
}

const shown = (page: Page) =>
  page.evaluate(() => ({
    language: document.documentElement.lang.startsWith('en') ? 'en' : 'zh',
    theme: document.documentElement.dataset.theme,
  }))

/** Shows the page in a language and in light or dark, by its own switches; where it has none, as chosen before. */
async function show(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: look.theme })
  await drawn(page)
  const before = await shown(page)
  if (before.language !== look.language) {
    // A switch may be folded away on a phone; that it can be reached is not what is asked here.
    const pressed = await page.evaluate(
      (tag) => {
        const found = [...document.querySelectorAll<HTMLButtonElement>(`button[lang="${tag}"]`)].at(0)
        found?.click()
        return found !== undefined
      },
      look.language === 'en' ? 'en' : 'zh-CN',
    )
    if (!pressed) await reloadWith(page, 'language', look.language)
  }
  if ((await shown(page)).theme !== look.theme) {
    const names = /换成[浅深]色|(Light|Dark) colours/
    const pressed = await page.evaluate((source) => {
      const labelled = [...document.querySelectorAll<HTMLButtonElement>('button[aria-label], button[title]')]
      const found = labelled.find((one) => new RegExp(source).test(one.getAttribute('aria-label') ?? one.title))
      found?.click()
      return found !== undefined
    }, names.source)
    if (!pressed) await reloadWith(page, 'theme', look.theme)
  }
  await page.waitForFunction(
    ([language, theme]) =>
      document.documentElement.lang.startsWith(language ?? '') && document.documentElement.dataset.theme === theme,
    [look.language, look.theme],
  )
  await settled(page)
}

async function reloadWith(page: Page, name: string, value: string): Promise<void> {
  await page.evaluate(([key, to]) => localStorage.setItem(`shudu.${key}`, to ?? ''), [name, value])
  await page.reload()
}

/** What axe finds: rule, element and what would have to change. */
async function faults(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  const { violations } = await page.evaluate(async (tags): Promise<AxeResults> => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') } // put there a moment ago
    return axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  }, rules)
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  )
}

/** What no reader should meet: a page wider than the screen, gaps that were not filled, words of the machine. */
function blemishes(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const { scrollWidth } = document.documentElement
    if (scrollWidth > innerWidth) found.push(`${scrollWidth - innerWidth} px wider than the screen`)
    // Only what is shown counts: textContent would give hidden parts too.
    // biome-ignore lint/performance/useDomNodeTextContent: see above
    const text = document.body.innerText
    for (const wrong of text.matchAll(/\{\w+\}|\b\d{9}\.g\d+\b|\bundefined\b|\bNaN\b|Invalid Date|\[object|\bnull\b/g))
      found.push(text.slice(Math.max(0, wrong.index - 30), wrong.index + 40))
    return found
  })
}

/** Makes the screen as high as the page: a bar that stays at its edge then covers nothing that is only scrolled under it. */
async function unroll(page: Page): Promise<void> {
  const { width, height, needed } = await page.evaluate(() => ({
    width: innerWidth,
    height: innerHeight,
    needed: document.documentElement.scrollHeight,
  }))
  if (needed > height) await page.setViewportSize({ width, height: needed })
  await drawn(page)
}

/** Looks at a page in both languages, light and dark: no fault that axe knows, no blemish; keeps a picture of two of them. */
export async function lookAt(page: Page, name: string): Promise<void> {
  const before = await shown(page)
  const screen = page.viewportSize()
  for (const look of looks) {
    await show(page, look)
    await unroll(page)
    const found = [...(await faults(page)), ...(await blemishes(page))]
    expect.soft(found, `${name}, ${look.language}, ${look.theme}, ${page.url()}`).toEqual([])
    if ((look.language === 'zh') === (look.theme === 'light'))
      await page.screenshot({ path: join(pictures, `${name}-${look.language}-${look.theme}.png`), fullPage: true })
  }
  if (screen) await page.setViewportSize(screen)
  await show(page, { language: before.language === 'en' ? 'en' : 'zh', theme: 'light' })
}
