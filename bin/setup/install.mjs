// Dependencies: node_modules as package-lock.json says.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone, hashOf, npm, project, readStamp, tell } from './machine.mjs'

const stamp = join(project, 'node_modules', '.shudu-installed')
const wanted = () =>
  `${hashOf([join(project, 'package-lock.json'), join(project, '.npmrc')])} ${process.platform} ${process.arch}`

/** Installs when node_modules is missing or of another package-lock.json. No package runs a script. */
export async function ensureInstalled() {
  if (readStamp(stamp) === wanted()) return
  await alone(async () => {
    if (readStamp(stamp) === wanted()) return
    if (!matchesLock()) {
      tell('Installing dependencies (once, and after each change of package-lock.json)…')
      try {
        await installFromLock()
      } catch (cause) {
        throw new Error(`The dependencies could not be installed. Is the npm registry reachable?\n${cause.message}`)
      }
    }
    writeFileSync(stamp, wanted())
  })
}

const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/**
 * `npm ci`; where the lock was written by a registry that does not hold the binaries of every other system, npm ci finds
 * those missing and stops. Then, and only then, `npm install` is asked for the same lock without changing it.
 */
async function installFromLock() {
  try {
    await npm(['ci', ...quietly], project)
  } catch (cause) {
    const differences = cause.message.match(/(Missing|Invalid): .*/g) ?? []
    const onlyOthers = differences.length > 0 && differences.every((line) => /^Missing: \S+@ from lock file/.test(line))
    if (!onlyOthers) throw cause
    await npm(['install', '--no-save', ...quietly], project)
  }
}

/** Was what lies there installed from this very lock (by `npm install`, say)? npm keeps its own note of it. */
function matchesLock() {
  const note = join(project, 'node_modules', '.package-lock.json')
  if (!existsSync(note)) return false
  const have = JSON.parse(readFileSync(note, 'utf8')).packages
  const want = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')).packages
  return Object.entries(want).every(
    ([path, { version, optional, link }]) =>
      path === '' || link || have[path]?.version === version || (optional && !have[path]),
  )
}
