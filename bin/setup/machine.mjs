// Things of this machine: where the project lies, how programs are run, one set-up at a time.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds package.json. */
export const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** A script inside an installed package. */
export const tool = (name, path) => join(project, 'node_modules', name, path)

/** Says on standard error what takes time: standard output belongs to the command. */
export const tell = (text) => process.stderr.write(`${text}\n`)

/**
 * Runs a program with our terminal and gives its exit code. Signals that end us are passed on, so that a city stops in
 * order when npm is told to.
 */
export function runUnder(program, args, options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: process.cwd(), ...options })
    const pass = (signal) => child.kill(signal)
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, pass)
    // Ctrl+C goes to the whole group by itself; we only wait for the child to end.
    process.on('SIGINT', () => undefined)
    child.once('error', failed)
    child.once('close', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

/**
 * Becomes a program for good where Node can (POSIX, from 22.15 on): no launcher stays in memory behind it. Elsewhere it runs under us.
 * @returns its exit code, if at all
 */
export async function become(program, args) {
  if (process.platform !== 'win32' && typeof process.execve === 'function')
    process.execve(program, [program, ...args], process.env)
  return runUnder(program, args)
}

/** Runs npm, the one that started us when there is one. Its output appears only when it fails. */
export async function npm(args, cwd) {
  const script = process.env.npm_execpath
  const [program, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []]
  const child = spawn(program, [...first, ...args], {
    cwd,
    // The variables that an outer npm sets for its own project would mislead this one.
    env: Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^npm_(?!config_(registry|cache|userconfig|globalconfig)$)/i.test(name),
      ),
    ),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part))
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done))
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${said.trim().slice(0, 3000)}`)
}

/** SHA-256 over the contents of files and folders (names included), as 16 hex digits. */
export function hashOf(paths, skip = () => false) {
  const sum = createHash('sha256')
  const add = (path) => {
    let found
    try {
      found = statSync(path)
    } catch {
      return // Not there: an empty part.
    }
    if (!found.isDirectory()) return void sum.update(`${path.slice(project.length)}\0`).update(readFileSync(path))
    for (const name of readdirSync(path).sort()) if (!skip(name)) add(join(path, name))
  }
  for (const path of paths) add(path)
  return sum.digest('hex').slice(0, 16)
}

/** Reads a small file; `''` when it is not there. */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause.code === 'EPERM'
  }
}

/** Runs `work` while no other set-up of this project does: `npm start` and `npm test` may be called at once. */
export async function alone(work) {
  const lock = join(project, '.runtime', 'setup.lock')
  mkdirSync(dirname(lock), { recursive: true })
  for (let said = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (cause) {
      if (cause.code !== 'EEXIST') throw cause
    }
    const holder = Number(readStamp(lock))
    if (holder > 0 && !isAlive(holder)) {
      rmSync(lock, { force: true })
      continue
    }
    if (!said) tell(`Waiting for another set-up of this project (process ${holder})…`)
    said = true
    await new Promise((done) => setTimeout(done, 300))
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}
