import type { TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import type { Fault } from '../../../kernel/errors/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { baseErrors } from '../errors.ts'

/** Checks one part of a request against its schema and gives it back typed; throws `base.invalid` with a fault a field. */
export type Check = (value: unknown) => unknown

type SchemaError = {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

const mostFaults = 50

/** A check of JSON: nothing is converted, unknown fields are refused where the schema says so. */
export function bodyCheck(schema: TSchema): Check {
  const compiled = Compile(schema)
  return (value) => {
    if (compiled.Check(value)) return value
    throw baseErrors.make('base.invalid', {}, { faults: faultsOf(compiled.Errors(value) as SchemaError[], value) })
  }
}

/** Can the database hold it? No zero characters, no halves of letters. */
const isKept = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** A check of texts from a path or query: they are converted to the numbers, booleans and lists that the schema names. */
export function textCheck(schema: TObject): Check {
  const compiled = Compile(schema)
  const lists = Object.entries(schema.properties).filter(
    ([, property]) => 'type' in property && property.type === 'array',
  )
  return (value) => {
    // Fastify gives path and query as plain objects of texts or lists of texts.
    const given: Record<string, unknown> = { ...(value as Record<string, unknown>) }
    for (const [name] of lists) if (typeof given[name] === 'string') given[name] = [given[name]]
    const texts = Object.values(given).flat()
    if (texts.some((text) => typeof text === 'string' && !isKept(text))) throw baseErrors.make('base.unstorable')
    const converted = Value.Convert(schema, Value.Default(schema, given))
    if (compiled.Check(converted)) return converted
    throw baseErrors.make(
      'base.invalid',
      {},
      { faults: faultsOf(compiled.Errors(converted) as SchemaError[], converted) },
    )
  }
}

/** Turns a schema's complaints into faults with the field's path (`person.phones.0`) and what would be right. */
export function faultsOf(complaints: readonly SchemaError[], value: unknown): readonly Fault[] {
  const faults = new Map<string, Fault>()
  for (const complaint of complaints) {
    for (const [field, says] of sayings(complaint)) {
      // The first complaint about a field is the one that helps; the others follow from it.
      if (!faults.has(field) && faults.size < mostFaults) faults.set(field, { field, says, found: found(value, field) })
    }
  }
  return [...faults.values()]
}

function found(value: unknown, field: string): string | undefined {
  let at = value
  for (const part of field === '' ? [] : field.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string, unknown>)[part] // narrowed to a non-null object on the line above
  }
  if (at === undefined || typeof at === 'object') return undefined
  return String(at).slice(0, 80)
}

const dotted = (path: string): string =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')

function sayings(complaint: SchemaError): readonly (readonly [string, Words])[] {
  const field = dotted(complaint.instancePath)
  const under = (name: string) => (field === '' ? name : `${field}.${name}`)
  const params = complaint.params as Record<string, unknown> // which keys it has depends on the keyword, read below
  const names = (key: string): string[] => (Array.isArray(params[key]) ? (params[key] as unknown[]).map(String) : [])
  switch (complaint.keyword) {
    case 'required':
      return names('requiredProperties').map((name) => [under(name), { zh: '必填', en: 'is required' }])
    case 'additionalProperties':
      return names('additionalProperties').map((name) => [
        under(name),
        { zh: '没有这个字段', en: 'is not a field here' },
      ])
    // TypeBox reports a field that is not allowed as a schema `false` at its own path.
    case 'boolean':
      return [[field, { zh: '没有这个字段', en: 'is not a field here' }]]
    case 'type': {
      const type = String(params.type)
      return [[field, { zh: `应为${typeWords[type] ?? type}`, en: `must be of type ${type}` }]]
    }
    case 'format':
      return [[field, { zh: `格式应为 ${params.format}`, en: `must be in the format ${params.format}` }]]
    case 'pattern':
      // Asks for a sign that can be seen: said in words, for it is people who send blanks.
      if (params.pattern === '\\S') return [[field, { zh: '不能只有空格', en: 'must not be blank' }]]
      return [[field, { zh: `格式不符（${params.pattern}）`, en: `must match ${params.pattern}` }]]
    case 'enum':
    case 'const': {
      const allowed = 'allowedValues' in params ? names('allowedValues').join(' | ') : String(params.allowedValue)
      return [[field, { zh: `只能是 ${allowed}`, en: `must be ${allowed}` }]]
    }
    case 'minLength':
      return [[field, { zh: `至少 ${params.limit} 个字`, en: `must have at least ${params.limit} characters` }]]
    case 'maxLength':
      return [[field, { zh: `最多 ${params.limit} 个字`, en: `must have at most ${params.limit} characters` }]]
    case 'minItems':
      return [[field, { zh: `至少 ${params.limit} 项`, en: `must have at least ${params.limit} items` }]]
    case 'maxItems':
      return [[field, { zh: `最多 ${params.limit} 项`, en: `must have at most ${params.limit} items` }]]
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return [
        [field, { zh: `应 ${params.comparison} ${params.limit}`, en: `must be ${params.comparison} ${params.limit}` }],
      ]
    default:
      return [[field, { zh: `不符合要求（${complaint.keyword}）`, en: complaint.message }]]
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  integer: '整数',
  boolean: '是或否',
  array: '列表',
  object: '一组字段',
  null: '空',
}
