import { isCitizenNumber, isCreditCode } from '../codes/index.ts'
import type { Words } from '../words.ts'
import type { Field, FieldType } from './field.ts'

/** What one kind of field accepts: `check` gives the words of what is wrong, or nothing; `schema` is its JSON Schema. */
export type Kind = {
  check(value: unknown, field: Field): Words | undefined
  schema(field: Field): Readonly<Record<string, unknown>>
}

const wrong = (zh: string, en: string): Words => ({ zh, en })

/** Control characters other than tab and line ends. */
const control = /[^\P{Cc}\t\n\r]/u

function textKind(limit: number, lines: boolean): Kind {
  return {
    check(value, { max = limit, min = 0 }) {
      if (typeof value !== 'string') return wrong('应为文字', 'must be text')
      const length = [...value].length
      if (length > max) return wrong(`最多 ${max} 个字，现有 ${length} 个`, `at most ${max} characters, has ${length}`)
      if (length < min) return wrong(`至少 ${min} 个字`, `at least ${min} characters`)
      if (control.test(value)) return wrong('含有不可见的控制字符', 'contains invisible control characters')
      if (!value.isWellFormed()) return wrong('含有不完整的字符', 'contains half of a character')
      if (!lines && /[\r\n]/.test(value)) return wrong('只能填一行', 'must be a single line')
      return undefined
    },
    schema: ({ max = limit, min }) => ({
      type: 'string',
      maxLength: max,
      ...(min === undefined ? {} : { minLength: min }),
    }),
  }
}

function numberKind(whole: boolean): Kind {
  return {
    check(value, { min, max }) {
      if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('应为数字', 'must be a number')
      if (whole && !Number.isSafeInteger(value)) return wrong('应为整数', 'must be a whole number')
      if (min !== undefined && value < min) return wrong(`不小于 ${min}`, `at least ${min}`)
      if (max !== undefined && value > max) return wrong(`不大于 ${max}`, `at most ${max}`)
      return undefined
    },
    schema: ({ min, max }) => ({
      type: whole ? 'integer' : 'number',
      ...(min === undefined ? {} : { minimum: min }),
      ...(max === undefined ? {} : { maximum: max }),
    }),
  }
}

const matching = (pattern: RegExp, says: Words, format?: string): Kind => ({
  check: (value) => (typeof value === 'string' && value.length <= 254 && pattern.test(value) ? undefined : says),
  schema: () => ({ type: 'string', maxLength: 254, ...(format ? { format } : {}) }),
})

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

const instantKind: Kind = {
  check(value) {
    const good = typeof value === 'string' && isoInstant.test(value) && Number.isFinite(Date.parse(value))
    return good
      ? undefined
      : wrong(
          '应为带时区的时间，如 2026-05-01T08:00:00+08:00',
          'must be a time with zone, such as 2026-05-01T08:00:00+08:00',
        )
  },
  schema: () => ({ type: 'string', format: 'date-time' }),
}

const dateKind: Kind = {
  check(value) {
    const says = wrong('应为日期，如 2026-05-01', 'must be a day, such as 2026-05-01')
    if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return says
    const time = Date.parse(`${value}T00:00:00Z`)
    return Number.isFinite(time) && new Date(time).toISOString().startsWith(value) ? undefined : says
  },
  schema: () => ({ type: 'string', format: 'date' }),
}

const choiceKind: Kind = {
  check(value, { options = [] }) {
    if (options.some((option) => option.value === value)) return undefined
    return wrong(
      `应为：${options.map((option) => option.title.zh).join('、')}`,
      `must be one of ${options.map((option) => option.value).join(', ')}`,
    )
  },
  schema: ({ options = [] }) => ({ type: 'string', enum: options.map((option) => option.value) }),
}

const choicesKind: Kind = {
  check(value, field) {
    if (!Array.isArray(value)) return wrong('应为多选', 'must be a list')
    if (new Set(value).size !== value.length) return wrong('有重复', 'has repeats')
    return value.map((one) => choiceKind.check(one, field)).find((says) => says !== undefined)
  },
  schema: (field) => ({ type: 'array', uniqueItems: true, items: choiceKind.schema(field) }),
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const filesKind: Kind = {
  check(value, { max = 9 }) {
    if (!Array.isArray(value)) return wrong('应为文件列表', 'must be a list of files')
    if (value.length > max) return wrong(`最多 ${max} 个文件`, `at most ${max} files`)
    return value.every((id) => typeof id === 'string' && uuid.test(id))
      ? undefined
      : wrong('文件编号无效', 'has a file id that is not one')
  },
  schema: ({ max = 9 }) => ({ type: 'array', maxItems: max, items: { type: 'string', format: 'uuid' } }),
}

const placeKind: Kind = {
  check(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('应为地点', 'must be a place')
    const { point, address, division, ...other } = value as Record<string, unknown>
    if (Object.keys(other).length > 0)
      return wrong('地点含有未知项', `has unknown parts: ${Object.keys(other).join(', ')}`)
    if (point === undefined && address === undefined)
      return wrong('请标出位置或写明地址', 'mark a point or give an address')
    if (point !== undefined && !isPoint(point))
      return wrong('坐标应为 [经度, 纬度]，WGS 84，单位度', 'the point must be [longitude, latitude] in WGS 84 degrees')
    if (address !== undefined && (typeof address !== 'string' || address.length > 300))
      return wrong('地址最多 300 个字', 'the address has at most 300 characters')
    if (division !== undefined && (typeof division !== 'string' || !/^\d{6}(\d{3}(\d{3})?)?$/.test(division)))
      return wrong('区划代码应为 6、9 或 12 位数字', 'the division code has 6, 9 or 12 digits')
    return undefined
  },
  schema: () => ({
    type: 'object',
    additionalProperties: false,
    properties: {
      point: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
      address: { type: 'string', maxLength: 300 },
      division: { type: 'string', pattern: '^\\d{6}(\\d{3}(\\d{3})?)?$' },
    },
  }),
}

const isPoint = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((part) => typeof part === 'number' && Number.isFinite(part)) &&
  Math.abs(value[0] as number) <= 180 &&
  Math.abs(value[1] as number) <= 85

/** The registry of kinds: one entry a kind. */
export const kinds: Readonly<Record<FieldType, Kind>> = Object.freeze({
  text: textKind(200, false),
  'long-text': textKind(5_000, true),
  number: numberKind(false),
  integer: numberKind(true),
  money: numberKind(true),
  boolean: {
    check: (value) => (typeof value === 'boolean' ? undefined : wrong('应为是或否', 'must be yes or no')),
    schema: () => ({ type: 'boolean' }),
  },
  instant: instantKind,
  date: dateKind,
  choice: choiceKind,
  choices: choicesKind,
  class: matching(/^[^/\s][^/]{0,60}(\/[^/]{1,60}){0,2}$/u, wrong('应为分类代码', 'must be a class code')),
  office: matching(/^[\w.-]{1,60}$/, wrong('应为机构编号', 'must be an office id')),
  place: placeKind,
  files: filesKind,
  phone: matching(
    /^(1\d{10}|0\d{2,3}-?\d{7,8}|\+\d{6,15})$/,
    wrong(
      '应为 11 位手机号、带区号的座机，或以 + 开头的国际号码',
      'must be an 11-digit mobile, a landline with area code, or an international number led by +',
    ),
  ),
  email: matching(/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/, wrong('应为电子邮箱地址', 'must be an e-mail address'), 'email'),
  'citizen-number': {
    check: (value) =>
      typeof value === 'string' && isCitizenNumber(value)
        ? undefined
        : wrong('身份证号码有误（校验位或日期不符）', 'is not a citizen number (date or check digit)'),
    schema: () => ({ type: 'string', pattern: '^\\d{17}[\\dX]$' }),
  },
  'credit-code': {
    check: (value) =>
      typeof value === 'string' && isCreditCode(value)
        ? undefined
        : wrong('统一社会信用代码有误（校验位不符）', 'is not a unified social credit code (check digit)'),
    schema: () => ({ type: 'string', pattern: '^[0-9A-HJ-NP-RTUW-Y]{18}$' }),
  },
})
