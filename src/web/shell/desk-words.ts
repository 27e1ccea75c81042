import type { Words } from '../../kernel/words.ts'

/** The names of the desks. */
export const deskWords: Readonly<Record<'desk' | 'city' | 'admin', Words>> = {
  desk: { zh: '工作台', en: 'Workbench' },
  city: { zh: '值守', en: 'Watch' },
  admin: { zh: '管理', en: 'Administration' },
}
