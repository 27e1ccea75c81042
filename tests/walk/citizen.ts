import type { Page } from 'playwright-core'
import { makePhoto } from './photo.ts'

/** What a citizen was given for a report: the number to say and the code of the link. */
export type Receipt = { readonly number: string; readonly code: string }

/** How the report is made; `look` is called on every page of it. */
export type Telling = {
  readonly words: string
  /** An address to type and pick; without it the device tells where it is. */
  readonly address?: string
  readonly photo?: string
  readonly phone?: string
  readonly look?: (name: string) => Promise<void>
}

const next = /^(下一步|跳过|Next|Skip)/

/** Reports something page by page, as the pages ask, up to the number. */
export async function report(page: Page, { words, address, photo, phone, look }: Telling): Promise<Receipt> {
  const main = page.getByRole('main')
  const onPage = (name: string) => page.waitForURL((url) => url.searchParams.get('page') === name)
  const goOn = () => main.getByRole('button', { name: next }).click()
  await main.getByRole('textbox').fill(words)
  await look?.('report-words')
  await goOn()
  await onPage('place')
  if (address) {
    await main.getByRole('textbox').fill(address)
    await main.getByRole('button', { name: address }).click()
  } else await main.getByRole('button', { name: /我就在这里|I am there now/ }).click()
  await main.getByText(/已标出位置|Marked/).waitFor()
  await look?.('report-place')
  await goOn()
  await page.waitForURL((url) => /near|photos/.test(url.searchParams.get('page') ?? ''))
  const none = main.getByRole('button', { name: /都不是，继续|None of these/ })
  const photos = main.getByRole('button', { name: /选择照片或文件|Choose photos/ })
  await none.or(photos).waitFor()
  if (await none.isVisible()) {
    await look?.('report-near')
    await none.click()
  }
  await photos.waitFor()
  if (photo) {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), photos.click()])
    await chooser.setFiles(await makePhoto(photo))
    await main.getByRole('img').waitFor()
  }
  await look?.('report-photos')
  await goOn()
  await onPage('who')
  if (phone) await main.getByRole('textbox', { name: /联系电话|Phone/ }).fill(phone)
  await look?.('report-who')
  await goOn()
  await onPage('check')
  await look?.('report-check')
  await main.getByRole('button', { name: /^(提交|Send)/ }).click()
  await page.waitForURL(/\/report\/done\//)
  await main.getByRole('img', { name: /二维码|QR/ }).waitFor()
  const slip = (await main.textContent()) ?? ''
  const code = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const number = /\d{4}-?\d{4}-?\d{4,}-?\d/.exec(slip)?.[0] ?? ''
  await look?.('report-done')
  return { number, code }
}

/** Rates the result with one of the five words. */
export async function rate(page: Page, word: string): Promise<void> {
  await page.getByRole('radio', { name: word, exact: true }).check()
  await page.getByRole('button', { name: '提交评价' }).click()
  await page.getByRole('status').getByText('已收到').waitFor()
}
