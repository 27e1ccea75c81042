import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of entities and their attributes. */
export const twinErrors = errorTable({
  'twin.invalid': {
    kind: 'input',
    says: { zh: '实体数据有误：{zh}', en: 'The entity is not right: {en}' },
    todo: { zh: '请按说明改正后重新提交。', en: 'Mend what is named and send it again.' },
  },
  'twin.missing': {
    kind: 'missing',
    says: { zh: '没有实体“{id}”', en: 'There is no entity "{id}"' },
    todo: { zh: '请核对标识；您可能无权查看它。', en: 'Check the identifier; you may not be allowed to see it.' },
  },
})
