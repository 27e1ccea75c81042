import { expect, test } from 'vitest'
import { calmLog } from './calm-log.ts'
import { makeLog } from './log.ts'

function calmed(wait?: number) {
  const lines: Record<string, unknown>[] = []
  return {
    lines,
    log: calmLog(
      makeLog('debug', (line) => lines.push(JSON.parse(line))),
      wait,
    ),
  }
}
const full = (code: string) => Object.assign(new Error('no space'), { code })

test('of complaints that are the same three are written, of others each', () => {
  const { lines, log } = calmed()
  for (let n = 0; n < 1_000; n++) log.error('readings could not be kept', { rows: n, cause: full('53100') })
  expect(lines.map(({ rows }) => rows)).toEqual([0, 1, 2])
  log.error('readings could not be kept', { cause: full('57P01') })
  log.error('readings could not be kept', { cause: new Error('outer', { cause: full('53100') }) })
  log.warn('readings could not be kept', { cause: full('53100') })
  log.warn('events wait', { consumer: 'a' })
  log.warn('events wait', { consumer: 'b' })
  expect(lines).toHaveLength(8)
})

test('what is no complaint is written as it comes, and a log made from it is as calm', () => {
  const { lines, log } = calmed()
  for (let n = 0; n < 10; n++) {
    log.info('one', { n })
    log.debug('two', { n })
    log.with({ id: n }).warn('three')
  }
  expect(lines.filter(({ message }) => message === 'three').map(({ id }) => id)).toEqual([0, 1, 2])
  expect(lines).toHaveLength(23)
})

test('when the window is over the last one is written with how many there were, and it begins anew', async () => {
  const { lines, log } = calmed(1)
  for (let n = 0; n < 10; n++) log.warn('again', { n })
  while (lines.length < 4) await new Promise((go) => setTimeout(go, 1))
  expect(lines.at(-1)).toMatchObject({ message: 'again', n: 9, more: 7 })
  log.warn('again', { n: 10 })
  expect(lines.at(-1)).toMatchObject({ n: 10 })
})
