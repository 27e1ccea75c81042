import { errorTable } from '../../../kernel/errors/index.ts'

/** Errors of imports of layers. */
export const layerErrors = errorTable({
  'layer.noFormat': {
    kind: 'input',
    says: { zh: '认不出这个文件的格式', en: 'This is no file of a kind that can be read' },
    todo: { zh: '可导入：{formats}', en: 'What can be imported: {formats}' },
  },
  'layer.broken': {
    kind: 'input',
    says: { zh: '文件损坏：{zh}', en: 'The file is broken: {en}' },
    todo: { zh: '请从来源重新导出后再试。', en: 'Export it anew where it comes from and try again.' },
  },
  'layer.tooLarge': {
    kind: 'too-large',
    says: { zh: '{what}过大，上限为 {limit}', en: '{whatEn} is too large: at most {limit}' },
    todo: { zh: '请拆分后分次导入。', en: 'Split it and import the parts.' },
  },
  'layer.noReference': {
    kind: 'input',
    says: { zh: '不认识坐标系“{name}”', en: 'The reference system "{name}" is not known' },
    todo: {
      zh: '请用 WGS 84、CGCS2000、GCJ-02、BD-09，或给出 EPSG 代码。',
      en: 'Use WGS 84, CGCS2000, GCJ-02 or BD-09, or name a code of the EPSG register.',
    },
  },
  'layer.noColumns': {
    kind: 'input',
    says: { zh: '表中找不到经纬度列', en: 'The table has no columns of longitude and latitude' },
    todo: {
      zh: '请把列命名为“经度”“纬度”或 lng、lat（可带 wgs84、gcj02、bd09）。',
      en: 'Call the columns lng and lat (with wgs84, gcj02 or bd09 where they are).',
    },
  },
  'layer.noName': {
    kind: 'input',
    says: { zh: '图层名称“{name}”不可用', en: 'A layer cannot be called "{name}"' },
    todo: { zh: '请用字母开头，只含字母、数字、- 和 _。', en: 'Begin with a letter; letters, digits, - and _ only.' },
  },
  'layer.missing': {
    kind: 'missing',
    says: { zh: '没有这次导入', en: 'There is no such import' },
    todo: { zh: '请从导入清单中选择。', en: 'Choose one from the list of imports.' },
  },
  'layer.notNow': {
    kind: 'conflict',
    says: { zh: '这次导入现在的状态是“{state}”', en: 'This import is "{state}" now' },
    todo: { zh: '请刷新后查看最新状态。', en: 'Reload to see how it stands.' },
  },
  'layer.noTileset': {
    kind: 'input',
    says: { zh: '“{host}”给出的不是 3D Tiles：{zh}', en: 'What "{host}" gives is no 3D Tiles: {en}' },
    todo: {
      zh: '请给出 tileset.json 的地址；其他格式请上传文件。',
      en: 'Give the address of a tileset.json; bring other kinds as files.',
    },
  },
  'layer.noFile': {
    kind: 'input',
    says: { zh: '没有收到文件', en: 'No file was sent' },
    todo: { zh: '请选择一个文件。', en: 'Choose a file.' },
  },
})
