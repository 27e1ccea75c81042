import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../bin/gates/browser.ts'
import { followReads } from './looks.ts'

/** Path of the browser; without one the walk is skipped, and says so. */
export const browserPath: string | undefined = findChromium()

/** The screens the city is made for, in CSS pixels. */
export const screens = {
  phone: { width: 390, height: 844 },
  pc: { width: 1440, height: 900 },
  wall: { width: 3840, height: 2160 },
} as const

/** Somebody with a browser of their own: own cookies, own device store. */
export type Walker = {
  readonly page: Page
  readonly context: BrowserContext
  /** What went wrong inside the pages, as the browser reports it. */
  readonly troubles: readonly string[]
}

/** Starts the browser; nothing of it stays on the machine. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(browserPath !== undefined && { executablePath: browserPath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A person with a device. `language` is that of the device; the person chose nothing yet, except care mode. */
export async function walkIn(
  browser: Browser,
  city: string,
  {
    screen,
    language = 'zh',
    care = false,
    at,
  }: {
    readonly screen: keyof typeof screens
    readonly language?: 'zh' | 'en'
    readonly care?: boolean
    /** Where the device is, and may be told to be. */
    readonly at?: { readonly longitude: number; readonly latitude: number }
  },
): Promise<Walker> {
  const context = await browser.newContext({
    baseURL: city,
    viewport: screens[screen],
    ...(screen === 'phone' && { hasTouch: true, isMobile: true }),
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    ...(at && { geolocation: at, permissions: ['geolocation'] }),
  })
  // Only how long a person would wait on a machine that is very busy; nothing waits longer than it must.
  context.setDefaultTimeout(90_000)
  if (care)
    await context.addInitScript(() => localStorage.getItem('shudu.care') ?? localStorage.setItem('shudu.care', 'on'))
  const page = await context.newPage()
  followReads(page)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} ${response.url()}`)
  })
  return { page, context, troubles }
}

/** Enters as a person of the demonstration through the sign-in page. `note`: what that person is, as the page says it. */
export async function enterAs({ page }: Walker, note: string, to: string): Promise<void> {
  await page.goto(`/sign-in?to=${encodeURIComponent(to)}`)
  await page.locator('button', { has: page.getByText(note, { exact: true }) }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  await page.getByRole('heading', { name: '登录', exact: true }).waitFor({ state: 'detached' })
}
