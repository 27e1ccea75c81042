import type { Say } from '../kit/index.ts'

/** A case as lists and maps name it. */
export type Titled = {
  readonly title: string
  /** In English, where a machine told of the case; absent or null where `title` is in somebody’s own words. */
  readonly titleEn?: string | null
}

/** The title of a case in the reader's language, where it is there in both. */
export const caseTitle = (say: Say, { title, titleEn }: Titled): string =>
  say.language === 'en' ? (titleEn ?? title) : title
