import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of this room. */
export const searchErrors = errorTable({
  'search.badCursor': {
    kind: 'input',
    says: { zh: '翻页位置无效', en: 'The place in the list is not one that was given' },
    todo: { zh: '请从第一页重新查找', en: 'Search again from the first page' },
  },
})
