import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Path of a Chromium on this machine: `SHUDU_CHROMIUM`, else where it usually lies. */
export const findChromium = (): string | undefined =>
  [process.env.SHUDU_CHROMIUM, ...usual].find((path) => path && existsSync(path))

const hasChineseFont = (): boolean => {
  const listed = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  // Without fontconfig nobody can say; a Mac has its own Chinese faces.
  return listed.error !== undefined ? process.platform === 'darwin' : listed.stdout.trim() !== ''
}

const isRoot = process.getuid?.() === 0

/**
 * Makes sure of a browser and Chinese faces for the tests of the screens; as root on Debian they are installed.
 * @returns path of the browser, `undefined` when there is none (those tests are then skipped)
 */
export function ensureBrowser(): string | undefined {
  const missing = [...(findChromium() ? [] : ['chromium']), ...(hasChineseFont() ? [] : ['fonts-noto-cjk'])]
  if (missing.length > 0) install(missing)
  return findChromium()
}

function install(packages: readonly string[]): void {
  const names = packages.join(' ')
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    process.stdout.write(
      `For the tests in a real browser please install: ${names} (on Debian: sudo apt-get install ${names})\n`,
    )
    return
  }
  process.stdout.write(`Installing for the tests in a real browser: ${names}…\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'fontconfig', ...packages], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (cause) {
    process.stdout.write(`They could not be installed: ${cause instanceof Error ? cause.message : cause}\n`)
  }
}
