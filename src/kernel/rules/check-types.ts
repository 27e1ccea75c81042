import type { Words } from '../words.ts'
import type { LiteralValue, Node } from './syntax.ts'
import { elementOf, type Name, sayType, type ValueType } from './vocabulary.ts'

/** What the checker knows: the text, the names of the vocabulary, the variables of `some` and `every` around. */
export type Scope = {
  readonly text: string
  readonly names: ReadonlyMap<string, Name>
  readonly variables: ReadonlyMap<string, Node>
}

/** Why two expressions do not go together, and where. */
export type Refusal = { readonly code: 'rules.type' | 'rules.value'; readonly at: Node; readonly right: Words }

/** The type of a literal that needs no constructor. */
export function plainType(value: LiteralValue): ValueType {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'boolean'
}

const ordered: readonly ValueType[] = ['text', 'number', 'date', 'instant', 'duration', 'period']

/**
 * Can `left sign right` be asked? Equality wants one type or null, order wants a type that has one, and a declared
 * choice wants one of its options. `holds` asks whether a list may hold the right one.
 */
export function fits(left: Node, sign: string, right: Node): Refusal | undefined {
  if (sign === '=' || sign === '!=') {
    if (left.type === 'null' || right.type === 'null') return undefined
    if (elementOf(left.type) !== undefined || elementOf(right.type) !== undefined)
      return refusal(right, '列表请用 list contains、some 或 every', 'ask of a list with list contains, some or every')
    return sameType(left, right) ?? optionFault(left, right) ?? optionFault(right, left)
  }
  if (sign === 'holds') return optionFault(left, right)
  if (left.type === 'null' || right.type === 'null')
    return refusal(left.type === 'null' ? left : right, '空值没有大小；请用 = null', 'null has no order: use = null')
  const hasOrder = ordered.includes(left.type) && optionsOf(left) === undefined
  if (!hasOrder)
    return refusal(
      left,
      `${sayType(left.type).zh}没有大小，请用 = 或 in`,
      `${sayType(left.type).en} has no order: use = or in`,
    )
  return sameType(left, right)
}

const refusal = (at: Node, zh: string, en: string): Refusal => ({ code: 'rules.type', at, right: { zh, en } })

function sameType(left: Node, right: Node): Refusal | undefined {
  if (left.type === right.type) return undefined
  const [one, other] = [sayType(left.type), sayType(right.type)]
  const isDayAndInstant = [left.type, right.type].sort().join() === 'date,instant'
  if (isDayAndInstant)
    return refusal(right, '日期与时刻不能直接比较，请用 date(时刻)', 'a day and an instant differ: use date(instant)')
  return refusal(right, `左边是${one.zh}，右边是${other.zh}`, `the left is ${one.en}, the right is ${other.en}`)
}

/** The options that the values of an expression are limited to, where it is a declared choice. */
export function optionsOf(node: Node): Name['options'] {
  if (node.kind === 'name') return node.name.options
  return node.kind === 'variable' ? optionsOf(node.list) : undefined
}

function optionFault(choice: Node, value: Node): Refusal | undefined {
  const options = optionsOf(choice)
  if (!options || value.kind !== 'literal' || value.value === null) return undefined
  if (options.some((option) => option.value === value.value)) return undefined
  const known = options.map((option) => `"${option.value}"（${option.title.zh}）`).join('、')
  const inEnglish = options.map((option) => `"${option.value}"`).join(', ')
  return { code: 'rules.value', at: value, right: { zh: `可选：${known}`, en: `one of ${inEnglish}` } }
}
