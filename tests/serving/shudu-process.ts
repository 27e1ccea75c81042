import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '../../src/platform/base/index.ts'

/** A `shudu serve` (or another script that prints the ready line) in a process of its own. */
export type ShuduProcess = {
  readonly pid: number
  /** Address of the ready line; rejects when the process ends before it. */
  readonly ready: Promise<string>
  /** Everything it said so far, both streams. */
  said(): string
  /** Sends a signal and waits for the end. @returns the exit code, `null` when a signal ended it */
  end(signal?: NodeJS.Signals): Promise<number | null>
  /** Settles when it ended. */
  readonly ended: Promise<number | null>
}

const running = new Set<ChildProcess>()
const folders = new Set<string>()

/** A data folder of its own, removed by `cleanUp`. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shudu-e2e-'))
  folders.add(folder)
  return folder
}

/** Starts a script with our Node. */
export function startShudu(
  env: Record<string, string>,
  script = 'src/cli/shudu.ts',
  args: readonly string[] = ['serve'],
): ShuduProcess {
  // A clean environment: nothing of the machine's own settings reaches the city under test.
  const plain = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR }
  const child = spawn(process.execPath, [join(projectFolder, script), ...args], {
    env: { ...plain, SHUDU_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let said = ''
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      running.delete(child)
      done(code)
    }),
  )
  const ready = new Promise<string>((done, failed) => {
    child.stderr.on('data', (part) => (said += part))
    child.stdout.on('data', (part) => {
      said += part
      const url = /Shudu ready: (\S+)/.exec(said)?.[1]
      if (url) done(url)
    })
    ended.then((code) => failed(new Error(`It ended with ${code} before it was ready:\n${said}`)))
  })
  // Whoever waits for `ended` instead expects an early end.
  ready.catch(() => undefined)
  return {
    pid: child.pid ?? 0,
    ready,
    said: () => said,
    ended,
    end: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

/** Ends what still runs and removes the folders; for `afterAll`. */
export async function cleanUp(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill('SIGTERM')
      await new Promise((done) => child.once('close', done))
    }),
  )
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

/** Asks again until the answer is as wanted; for states that come about by themselves. @throws after `patience` ms, with the last answer */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, patience = 30_000): Promise<T> {
  const late = Date.now() + patience
  for (;;) {
    const answer = await ask()
    if (wanted(answer)) return answer
    if (Date.now() > late) throw new Error(`It did not come about; last: ${JSON.stringify(answer)}`)
    await new Promise((done) => setTimeout(done, 25))
  }
}
