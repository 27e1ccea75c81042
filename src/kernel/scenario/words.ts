import type { Words } from '../words.ts'

/** Words in both languages. */
export const t = (zh: string, en: string): Words => ({ zh, en })
