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
  'twin.noLayer': {
    kind: 'missing',
    says: { zh: '没有图层“{id}”', en: 'There is no layer "{id}"' },
    todo: { zh: '可用的图层见 /api/twin/layers。', en: '/api/twin/layers lists those there are.' },
  },
  'twin.noTile': {
    kind: 'missing',
    says: { zh: '没有瓦片 {z}/{x}/{y}', en: 'There is no tile {z}/{x}/{y}' },
    todo: { zh: '行列号应小于 2 的 z 次方。', en: 'Column and row must be below 2 to the power of z.' },
  },
  'twin.noStory': {
    kind: 'missing',
    says: { zh: '没有这个地图故事', en: 'There is no such story' },
    todo: { zh: '它可能已删除，或没有共享给您。', en: 'It may have been taken away, or is not shared with you.' },
  },
  'twin.storyChanged': {
    kind: 'conflict',
    says: { zh: '故事在别处改过了', en: 'The story was changed elsewhere' },
    todo: { zh: '请重新打开后再改。', en: 'Open it anew and change it then.' },
  },
  'twin.badParameter': {
    kind: 'input',
    says: { zh: '查询参数有误：{detail}', en: 'A parameter is not right: {detail}' },
    todo: { zh: '请按接口描述改正。', en: 'Mend it by the description of the API.' },
  },
  'twin.address': {
    kind: 'input',
    says: { zh: '地址“{host}”不可用：{zh}', en: 'The address "{host}" cannot be used: {en}' },
    todo: {
      zh: '请使用公网地址；内部地址须由运维列入 SHUDU_OUTSIDE_HOSTS。',
      en: 'Use a public address; one inside must be named by the operator in SHUDU_OUTSIDE_HOSTS.',
    },
  },
  'twin.nothingThere': {
    kind: 'missing',
    says: { zh: '此处没有内容：{detail}', en: 'Nothing is there: {detail}' },
    todo: { zh: '请核对地址；您可能无权查看它。', en: 'Check the address; you may not be allowed to see it.' },
  },
  'twin.cannotBe': {
    kind: 'conflict',
    says: { zh: '不能这样做：{detail}', en: 'That cannot be done: {detail}' },
    todo: { zh: '请按说明调整。', en: 'Do as is said.' },
  },
})

/** The refusal of an address that leads inside, or is none. */
export const refuseAddress = (host: string, zh: string, en: string) => twinErrors.make('twin.address', { host, zh, en })
