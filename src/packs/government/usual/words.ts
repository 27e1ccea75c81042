import type { Words } from '../../../kernel/words.ts'

/** Words in both languages. */
export const t = (zh: string, en: string): Words => ({ zh, en })
