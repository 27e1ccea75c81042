import { describe, expect, it } from 'vitest'
import { type Cell, cellText, fileSource, openTable } from '../../base/index.ts'
import { hasRealData, realFile } from '../../base/testing.ts'
import { firstLevel } from './model.ts'
import { evidenceOf } from './topics/evidence.ts'
import type { TopicMessage } from './topics/reading.ts'
import { Shelf } from './topics/shelf.ts'
import { TopicBook } from './topics/topic-book.ts'
import { train } from './train.ts'

async function rowsOf(file: string): Promise<Record<string, string>[]> {
  const table = await openTable(await fileSource(realFile(file)))
  const names = table.shape.headers.map(({ name }) => name)
  const rows: Record<string, string>[] = []
  for await (const batch of table.batches()) {
    for (const { cells } of batch.rows) {
      rows.push(Object.fromEntries(names.map((name, at) => [name, cellText(cells[at] as Cell)]))) // one cell a header
    }
  }
  await table.close()
  return rows
}

describe.skipIf(!hasRealData)('real messages (skipped where ../shared/data is not there)', () => {
  it('first-level classes: at least four of five right, under cross-validation', async () => {
    const rows = await rowsOf('messages/labelled-495.xlsx')
    const messages = rows.map((row) => ({
      title: row.留言主题 ?? '',
      text: row.留言详情 ?? '',
      path: [row.一级分类 ?? ''],
    }))
    expect(messages).toHaveLength(495)
    const { model } = train({ messages, background: [], description: '', version: '1', madeAt: '', seed: 1 })
    const figures = firstLevel(model.card)
    expect(figures?.classes).toHaveLength(7)
    expect(figures?.accuracy).toBeGreaterThan(0.86)
    expect(figures?.macroF1).toBeGreaterThan(0.85)
    expect(figures?.calibration.error).toBeLessThan(0.08)
  })

  it('hot topics: the five known ones are found whole and alone, and no heap forms', async () => {
    const rows = await rowsOf('messages/unlabelled-1442.gb18030.csv')
    const messages: TopicMessage[] = rows.map((row) => ({
      id: row.留言编号 ?? '',
      title: row.留言主题 ?? '',
      text: row.留言详情 ?? '',
      at: Date.parse(row.留言时间 ?? ''),
      votes: Number(row.点赞数) + Number(row.反对数),
    }))
    expect(messages).toHaveLength(1442)
    const shelf = new Shelf()
    let ids = 0
    const book = new TopicBook(shelf, () => `t${++ids}`)
    book.add(messages)
    const topics = [...book.topics.values()]
    expect(Math.max(...topics.map((pages) => pages.length))).toBeLessThan(30)
    const known = [/58车贷/, /丽发|搅拌站/, /滨河苑|车位|广铁|铁路职工/, /绿地海外滩/, /辉煌国际城/]
    for (const matter of known) {
      const best = topics.toSorted((one, other) => hits(other, matter) - hits(one, matter))[0] ?? []
      expect(hits(best, matter)).toBeGreaterThanOrEqual(3)
      expect(hits(best, matter) / best.length).toBeGreaterThanOrEqual(0.95)
      expect(evidenceOf(shelf, best).words.length).toBeGreaterThan(0)
    }
  })
})

const hits = (pages: readonly { readonly message: TopicMessage }[], matter: RegExp): number =>
  pages.filter(({ message }) => matter.test(message.title)).length
