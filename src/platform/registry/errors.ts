import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of divisions, grids and addresses. */
export const registryErrors = errorTable({
  'registry.noDivision': {
    kind: 'missing',
    says: { zh: '没有代码为“{code}”的区划', en: 'There is no division with the code "{code}"' },
    todo: {
      zh: '请核对区划代码；可在 /api/registry/divisions 查询。',
      en: 'Check the code; /api/registry/divisions lists them.',
    },
  },
  'registry.noLayer': {
    kind: 'missing',
    says: { zh: '没有名为“{name}”的图层', en: 'There is no layer "{name}"' },
    todo: { zh: '可用的图层：districts、streets、grids。', en: 'Layers are: districts, streets, grids.' },
  },
  'registry.badDivisions': {
    kind: 'input',
    says: { zh: '区划数据有误', en: 'The divisions are not right' },
    todo: {
      zh: '按所列行改正后重新载入，未载入任何一行。',
      en: 'Mend the rows named and load again; none was loaded.',
    },
  },
  'registry.noAddressColumns': {
    kind: 'input',
    says: { zh: '表中找不到{missing}列', en: 'The table has no column for {missing}' },
    todo: {
      zh: '请给出地址列以及经度、纬度列（可注明 wgs84、gcj02、bd09 或 cgcs2000），或指定列名。',
      en: 'Give a column of addresses and columns of longitude and latitude (wgs84, gcj02, bd09 or cgcs2000), or name the columns.',
    },
  },
  'registry.noScheme': {
    kind: 'missing',
    says: { zh: '没有名为“{scheme}”的标识体系', en: 'There is no scheme of codes "{scheme}"' },
    todo: { zh: '可用的标识体系：{schemes}', en: 'Schemes are: {schemes}' },
  },
  'registry.badCode': {
    kind: 'input',
    says: { zh: '“{code}”不是有效的{zh}：{whyZh}', en: '"{code}" is no {en}: {why}' },
    todo: {
      zh: '请核对后重试；正确的样子如 {example}',
      en: 'Check it and try again; a right one looks like {example}',
    },
  },
  'registry.unknownCode': {
    kind: 'missing',
    says: {
      zh: '{zh}“{code}”格式正确，但本市没有登记',
      en: '"{code}" is a well-formed {en}, but this city does not know it',
    },
    todo: {
      zh: '请核对是否属于本市；登记后即可解析。',
      en: 'Check whether it belongs to this city; it resolves once it is registered.',
    },
  },
  'registry.noCatalogue': {
    kind: 'missing',
    says: { zh: '没有名为“{id}”的编码目录', en: 'There is no coding catalogue "{id}"' },
    todo: { zh: '现有的编码目录：{ids}', en: 'Catalogues are: {ids}' },
  },
  'registry.badIssue': {
    kind: 'input',
    says: { zh: '赋码的取值有误', en: 'The values for these codes are not right' },
    todo: { zh: '请按所列各项改正。', en: 'Mend the values named.' },
  },
  'registry.noRoom': {
    kind: 'conflict',
    says: { zh: '编码目录“{id}”的流水号已用完', en: 'The catalogue "{id}" has no numbers left here' },
    todo: {
      zh: '请减少数量，或发布流水号更长的编码目录。',
      en: 'Ask for fewer, or publish a catalogue with longer serials.',
    },
  },
  'registry.noIssue': {
    kind: 'missing',
    says: { zh: '没有这批编码', en: 'There is no such issue of codes' },
    todo: { zh: '请从赋码记录中选择。', en: 'Choose one from the list of issues.' },
  },
})
