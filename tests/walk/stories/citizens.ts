import { expect, test } from 'vitest'
import { report } from '../citizen.ts'
import { lookAt } from '../looks.ts'
import type { Walk } from '../walk.ts'

/** Citizens report in both languages, with and without care mode. */
export function citizenStories(now: () => Walk): void {
  test.each([
    { mode: 'in English', language: 'en', care: false },
    { mode: 'in care mode', language: 'zh', care: true },
    { mode: 'in care mode, in English', language: 'en', care: true },
  ] as const)('a citizen reports $mode', async ({ language, care }) => {
    const walk = now()
    const { page } = await walk.person({
      ...{ screen: 'phone', language, care },
      at: { longitude: 121.4725, latitude: 31.2358 },
    })
    const name = `${care ? 'care' : 'standard'}-${language}`
    const look = (part: string) => (care && language === 'zh' ? lookAt(page, `care-${part}`) : Promise.resolve())
    await page.goto('/')
    await look('home')
    await page.getByRole('link', { name: /反映一件事|说件事|Report something|Tell us something/ }).click()
    const words =
      language === 'en' ? `No light at the crossing after dark (${name})` : '过街的地方天黑以后没有灯，看不见车'
    const receipt = await report(page, { words, phone: '13900139000', look })
    expect(receipt.number).toMatch(/^\d{4}-\d{4}-\d{4,}-\d$/)
    await page.getByRole('link', { name: /查看进展|Follow it/ }).click()
    await page.getByRole('heading', { name: /^(经过|What happened)$/ }).waitFor()
    await look('track')
    expect(await page.getByRole('main').textContent()).toContain(words)
    expect(walk.troubles()).toEqual([])
  })
}
