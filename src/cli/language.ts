import type { Language } from '../kernel/words.ts'

/** The language of the terminal: Chinese only when it says so, because scripts and logs read English. */
export const language: Language = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')
  ? 'zh'
  : 'en'
