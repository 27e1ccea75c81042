import { describe, expect, test } from 'vitest'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { pagesOf } from './report-pages.ts'

describe('the pages of a report', () => {
  const pages = pagesOf(hotline)

  test('plain words come first, the check last, one question a page', () => {
    expect(pages.map((page) => page.name)).toEqual(['words', 'place', 'near', 'photos', 'who', 'check'])
  })

  test('whatever the pack asks is asked somewhere, once, except the title that the words already give', () => {
    const asked = pages.flatMap((page) =>
      page.kind === 'fields' ? page.fields : page.kind === 'check' ? page.more : [],
    )
    expect([...asked].sort()).toEqual(
      Object.keys(hotline.flow.asks)
        .filter((name) => name !== 'title')
        .sort(),
    )
    expect(new Set(asked).size).toBe(asked.length)
  })

  test('who reports stands on one page of its own', () => {
    const who = pages.find((page) => page.name === 'who')
    expect(who?.kind === 'fields' && who.fields).toEqual(['name', 'phone', 'email'])
  })

  test('a pack that knows nothing of places asks for none', () => {
    const { place: _, ...marks } = hotline.flow.marks
    const { where: __, ...asks } = hotline.flow.asks
    const names = pagesOf({ flow: { ...hotline.flow, marks, asks }, nearby: hotline.nearby }).map((page) => page.name)
    expect(names).toEqual(['words', 'near', 'photos', 'who', 'check'])
  })
})
