// The web application: src/web → dist/web, when its sources changed.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { alone, hashOf, project, readStamp, runUnder, tell, tool } from './machine.mjs'

const built = join(project, 'dist', 'web')
const stamp = join(built, 'build.txt')
const sources = ['src/web', 'src/kernel', 'src/packs', 'package-lock.json', 'tsconfig.web.json'].map((path) =>
  join(project, path),
)
const isTest = (name) => /\.test\.tsx?$/.test(name)

/** Builds when what is built is not of these sources. */
export async function ensureBuilt(node) {
  if (readStamp(stamp) === hashOf(sources, isTest)) return
  await buildWeb(node)
}

/**
 * Builds beside the present build and changes them in one step. Files of the last build stay reachable, so that a tab
 * that is still open can load the rest of what it began.
 */
export async function buildWeb(node) {
  if (!existsSync(join(project, 'src/web/index.html'))) return
  await alone(async () => {
    const hash = hashOf(sources, isTest)
    if (readStamp(stamp) === hash) return
    tell('Building the web application…')
    const fresh = `${built}.new`
    rmSync(fresh, { recursive: true, force: true })
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      cwd: project,
      env: { ...process.env, NODE_ENV: 'production', SHUDU_BUILD: hash },
    }
    const args = [
      tool('vite', 'bin/vite.js'),
      'build',
      'src/web',
      '--config',
      'src/web/vite.config.ts',
      '--outDir',
      fresh,
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ]
    const code = await runUnder(node, args, quiet)
    if (code !== 0) throw new Error('The web application could not be built (see above).')
    keepAssets(join(built, 'assets'), join(fresh, 'assets'))
    for (const path of filesBelow(fresh)) compress(path)
    writeFileSync(join(fresh, 'build.txt'), hash)
    mkdirSync(join(project, 'dist'), { recursive: true })
    const old = `${built}.old`
    rmSync(old, { recursive: true, force: true })
    if (existsSync(built)) renameSync(built, old)
    renameSync(fresh, built)
    rmSync(old, { recursive: true, force: true })
  })
}

/** Copies the assets of the last build that the new one does not have; those it had kept itself are left behind. */
function keepAssets(from, to) {
  if (!existsSync(from) || !existsSync(to)) return
  const kept = new Set(readStamp(join(from, 'kept.txt')).split('\n'))
  const now = new Set(readdirSync(to))
  const names = readdirSync(from).filter((name) => !now.has(name) && !kept.has(name) && name !== 'kept.txt')
  for (const name of names) cpSync(join(from, name), join(to, name))
  writeFileSync(join(to, 'kept.txt'), names.join('\n'))
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

/** Lays `.br` and `.gz` beside a text of some size, so that no request waits for compression. */
function compress(path) {
  if (!/\.(js|css|html|svg|json|webmanifest|txt|wasm)$/.test(path) || existsSync(`${path}.br`)) return
  const content = readFileSync(path)
  if (content.length < 1024) return
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }))
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
}
