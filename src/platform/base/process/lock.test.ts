import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { holderOf, takeLock } from './lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'shudu-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = promisify(execFile)
const module = JSON.stringify(join(import.meta.dirname, 'lock.ts'))

/** Takes the lock in another process and prints what it got. */
const elsewhere = async (path: string, then = '') => {
  const code = `import { takeLock } from ${module}; const got = await takeLock(${JSON.stringify(path)}); console.log('heldBy' in got ? 'held by ' + got.heldBy.pid : 'mine'); ${then}`
  return (
    await run(process.execPath, ['--input-type=module-typescript', '-e', code]).catch(
      (cause: { stdout: string }) => cause,
    )
  ).stdout.trim()
}

describe('a lock', () => {
  it('is held by one process, which others can name', async () => {
    const path = join(folder, 'one')
    const lock = await takeLock(path)
    if ('heldBy' in lock) throw new Error('It should have been free')
    lock.note('http://127.0.0.1:1')
    expect(await elsewhere(path)).toBe(`held by ${process.pid}`)
    expect(holderOf(path)).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:1' })
    lock.release()
    expect(holderOf(path)).toBeUndefined()
    expect(await elsewhere(path)).toBe('mine')
  })

  it('of a killed process is taken over', async () => {
    const path = join(folder, 'two')
    expect(await elsewhere(path, `process.kill(process.pid, 'SIGKILL')`)).toBe('mine')
    expect(readFileSync(path, 'utf8')).toContain('pid')
    const lock = await takeLock(path)
    expect('heldBy' in lock).toBe(false)
  })

  it('is not taken for that of a later process with the same number', async () => {
    const path = join(folder, 'three')
    writeFileSync(path, JSON.stringify({ pid: process.pid, began: '1' }))
    expect(holderOf(path)).toBeUndefined()
    expect('heldBy' in (await takeLock(path))).toBe(false)
  })

  it('goes to exactly one of many that find it stale together', async () => {
    const path = join(folder, 'four')
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, began: '1' }))
    const wait = 'setTimeout(() => {}, 1500)'
    const got = await Promise.all(Array.from({ length: 5 }, () => elsewhere(path, wait)))
    expect(got.filter((one) => one === 'mine')).toHaveLength(1)
  })
})
