import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page, Request } from 'playwright-core'
import { expect } from 'vitest'
import { projectFolder } from '../../src/platform/base/index.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Where the pictures of the walk are kept. */
export const pictures: string = join(projectFolder, 'tests', 'screenshots')
mkdirSync(pictures, { recursive: true })

/** The rules every page keeps: WCAG 2.2 AA and what axe holds to be good practice. */
const rules: string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A page as it is shown to somebody. */
type Look = { readonly language: 'zh' | 'en'; readonly theme: 'light' | 'dark' }

const looks: readonly Look[] = [
  { language: 'zh', theme: 'light' },
  { language: 'zh', theme: 'dark' },
  { language: 'en', theme: 'dark' },
  { language: 'en', theme: 'light' },
]

/** Each language and each theme once: for the many pages that are made of the same parts. */
export const twoLooks: readonly Look[] = looks.filter(
  ({ language, theme }) => (language === 'zh') === (theme === 'light'),
)

/** Two frames: what was changed has been drawn, and what moves because of it has begun to. */
const drawn = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

/** Reads of the city that are under way in a page; a page that waits for an answer is not yet what it will be. */
const reading = new WeakMap<Page, Set<Request>>()

/** Counts what a page reads from now on. To be called before its first address. */
export function followReads(page: Page): void {
  const open = new Set<Request>()
  reading.set(page, open)
  page.on('request', (request) => {
    // A stream of events is never at its end.
    if (request.resourceType() !== 'eventsource' && new URL(request.url()).pathname.startsWith('/api/'))
      open.add(request)
  })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
}

/** Waits until the page shows what it has, and stands still. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const reads = [...document.querySelectorAll('[role=status] .heard')].some((one) =>
      /正在读取|Loading/.test(one.textContent ?? ''),
    )
    return !reads && document.querySelector('main :is(h1,h2)') !== null
  })
  await still(page)
}

/** Waits until nothing is being read, and for some frames nothing changes or moves. */
export async function still(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[data-map=drawing]') === null)
  await expect.poll(() => [...(reading.get(page) ?? [])].map((one) => one.url()), { timeout: 60_000 }).toEqual([])
  await page.evaluate(async (watched) => {
    await document.fonts.ready
    // A clock ticks for ever: what a text says is no change of how the page stands.
    let frames = 0
    const watch = new MutationObserver(() => {
      frames = 0
    })
    watch.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: watched })
    while (frames < 3) {
      await new Promise((done) => requestAnimationFrame(done))
      const isMoving = document.getAnimations().some((one) => one.playState === 'running')
      frames = isMoving ? 0 : frames + 1
    }
    watch.disconnect()
  }, looksBy)
}

/** What of an element decides how it stands there. */
const looksBy: string[] = [
  'class',
  'style',
  'hidden',
  'disabled',
  'open',
  'lang',
  'data-theme',
  'data-care',
  'aria-hidden',
]

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

/** How often a page is judged anew because it changed under the judge, before that itself is the fault. */
const patience = 8

/** What axe finds: rule, element and what would have to change. A judgement holds only of a page that stood still for it. */
export async function faults(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  for (let turn = 1; ; turn++) {
    const { violations, changed } = await judge(page)
    if (violations.length === 0 || changed === 0)
      return violations.flatMap(({ id, nodes }) =>
        nodes.slice(0, 4).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
      )
    if (turn === patience) return [`It never stands still: ${changed} changes while it was judged`]
    await still(page)
  }
}

/** Runs axe, and counts what changed in the page meanwhile. */
async function judge(page: Page): Promise<{ violations: AxeResults['violations']; changed: number }> {
  return await page.evaluate(
    async ([tags, watched]) => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') } // put there before
      let changed = 0
      const watch = new MutationObserver((changes) => {
        changed += changes.length
      })
      watch.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: watched })
      const { violations } = await axe.run(document, {
        runOnly: { type: 'tag', values: tags },
        resultTypes: ['violations'],
      })
      changed += watch.takeRecords().length
      watch.disconnect()
      return { violations, changed }
    },
    [rules, looksBy] as const,
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
export async function lookAt(page: Page, name: string, wanted: readonly Look[] = looks): Promise<void> {
  const before = await shown(page)
  const screen = page.viewportSize()
  for (const look of wanted) {
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
