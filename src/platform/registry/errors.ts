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
})
