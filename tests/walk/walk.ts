import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { projectFolder } from '../../src/platform/base/index.ts'
import { cleanUp, dataFolder, startShudu } from '../serving/shudu-process.ts'
import { enterAs, openBrowser, type screens, type Walker, walkIn } from './browser.ts'
import { pictures } from './looks.ts'

/** The one city and the one browser that all stories share; each person has cookies and a device store of their own. */
export class Walk {
  readonly #walkers: Walker[] = []
  readonly browser: Browser
  /** Address of the city. */
  readonly city: string
  /** Its data folder, for what is done at its command line. */
  readonly data: string

  private constructor(browser: Browser, city: string, data: string) {
    this.browser = browser
    this.city = city
    this.data = data
  }

  /** Builds the web application when what is built is not of these sources, starts the city and the browser. */
  static async begin(): Promise<Walk> {
    await promisify(execFile)(process.execPath, [join(projectFolder, 'bin/setup.mjs'), 'build'])
    const data = dataFolder()
    const [city, browser] = await Promise.all([
      startShudu({ SHUDU_DATA: data }, 'tests/walk/city-to-walk.ts').ready,
      openBrowser(),
    ])
    return new Walk(browser, city, data)
  }

  /** Somebody with a browser of their own. */
  async person(how: Parameters<typeof walkIn>[2]): Promise<Walker> {
    const made = await walkIn(this.browser, this.city, how)
    this.#walkers.push(made)
    return made
  }

  /** An official at a desk. `note`: what that person is, as the sign-in page says it. */
  async official(note: string, to: string, screen: keyof typeof screens = 'pc'): Promise<Walker> {
    const made = await this.person({ screen })
    await enterAs(made, note, to)
    return made
  }

  /** What broke in the pages of this story. */
  troubles(): readonly string[] {
    return this.#walkers.flatMap((one) => one.troubles)
  }

  /** What everybody sees now, to look at when something failed. */
  async picture(): Promise<void> {
    for (const [index, { page }] of this.#walkers.entries())
      await page.screenshot({ path: join(pictures, `failed-${index + 1}.png`) })
  }

  /** The story is over: its people go home, so that their pages cost the next story nothing. */
  async goHome(): Promise<void> {
    await Promise.all(this.#walkers.splice(0).map(({ context }) => context.close()))
  }

  /** Ends the browser and the city, and leaves nothing on the machine. */
  async end(): Promise<void> {
    await this.browser.close()
    await cleanUp()
  }
}
