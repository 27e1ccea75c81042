import type { Words } from '../words.ts'
import { builtins, constructors } from './builtins.ts'
import { fits, plainType, type Scope } from './check-types.ts'
import { findDuration, findInstant, findTemporal, type Literal } from './literal.ts'
import { properties } from './properties.ts'
import { type Span, wrongAt } from './rules-errors.ts'
import type { Node, Raw, Test } from './syntax.ts'
import { elementOf, isName, type Scalar, sayType, type ValueType } from './vocabulary.ts'

/** Gives every expression its type and every name its field. @throws rules.name, rules.type, rules.value, rules.outside */
export function check(raw: Raw, scope: Scope): Node {
  const checked = (one: Raw): Node => check(one, scope)
  const { at, to } = raw
  switch (raw.kind) {
    case 'literal':
      return { kind: 'literal', value: raw.value, type: plainType(raw.value), at, to }
    case 'at':
      return literal(scope, raw, findTemporal(raw.text), temporalForms)
    case 'name':
      return named(raw, scope)
    case 'list':
      return listed(raw, raw.items.map(checked), scope)
    case 'and':
    case 'or':
      return { kind: raw.kind, of: raw.of.map((one) => condition(checked(one), scope)), type: 'boolean', at, to }
    case 'compare': {
      const [left, right] = [checked(raw.left), checked(raw.right)]
      comparable(left, raw.sign, right, scope)
      return { kind: 'compare', sign: raw.sign, left, right, type: 'boolean', at, to }
    }
    case 'arithmetic':
      return arithmetic(raw, checked(raw.left), checked(raw.right), scope)
    case 'negative': {
      const of = checked(raw.of)
      must(['number', 'duration', 'period'], of, scope)
      return { kind: 'negative', of, type: of.type, at, to }
    }
    case 'between': {
      const [of, low, high] = [checked(raw.of), checked(raw.low), checked(raw.high)]
      comparable(of, '>=', low, scope)
      comparable(of, '<=', high, scope)
      return { kind: 'between', of, low, high, type: 'boolean', at, to }
    }
    case 'in': {
      const of = checked(raw.of)
      return { kind: 'in', of, tests: checkTests(of, raw.tests, scope), type: 'boolean', at, to }
    }
    case 'if':
      return conditional(raw, scope)
    case 'some':
    case 'every':
      return quantified(raw, scope)
    case 'call':
      return called(raw, scope)
    case 'property':
      return property(checked(raw.of), raw.name, raw, scope)
  }
}

const temporalForms: Words = {
  zh: '应为日期 2026-05-01、带时区的时刻 2026-05-01T08:00:00+08:00，或时长 P3D、PT8H、P1Y6M',
  en: 'a date 2026-05-01, an instant with its offset 2026-05-01T08:00:00+08:00, or a duration P3D, PT8H, P1Y6M',
}

function literal(scope: Scope, span: Span, found: Literal | undefined, right: Words): Node {
  if (!found) throw wrongAt('rules.value', scope.text, span, right)
  return { kind: 'literal', ...found, at: span.at, to: span.to }
}

function named(raw: Extract<Raw, { kind: 'name' }>, scope: Scope): Node {
  const [first = '', ...rest] = raw.path
  const span: Span = { at: raw.at, to: raw.to }
  const list = scope.variables.get(first)
  if (list) {
    // the checker made the variable from this list, so its elements have a type
    const variable: Node = { kind: 'variable', variable: first, list, type: elementOf(list.type) as Scalar, ...span }
    return rest.reduce<Node>((of, name) => property(of, name, span, scope), variable)
  }
  for (let length = raw.path.length; length > 0; length -= 1) {
    const name = scope.names.get(raw.path.slice(0, length).join('.'))
    if (!name) continue
    const node: Node = { kind: 'name', name, type: name.type, ...span }
    return raw.path.slice(length).reduce<Node>((of, part) => property(of, part, span, scope), node)
  }
  throw wrongAt('rules.name', scope.text, span, known(raw.path.join('.'), scope))
}

/** Names that may have been meant: those of the group, or those that look alike. */
function known(path: string, scope: Scope): Words {
  const names = [...scope.names.keys(), ...scope.variables.keys()]
  const inside = names.filter((name) => name.startsWith(`${path}.`))
  const tail = path.split('.').at(-1)?.toLowerCase() ?? ''
  const alike = names.filter((name) => name.toLowerCase().includes(tail) || tail.includes(name.toLowerCase()))
  const shown = (inside.length > 0 ? inside : alike.length > 0 ? alike : names).slice(0, 12).join('、')
  return { zh: `可用：${shown}`, en: `there is ${shown.replaceAll('、', ', ')}` }
}

function property(of: Node, name: string, span: Span, scope: Scope): Node {
  const known = Object.keys(properties[of.type as Scalar] ?? {}) // a list or null finds nothing
  if (known.includes(name)) return { kind: 'property', name, of, type: 'number', at: span.at, to: span.to }
  if (known.length === 0) {
    const { zh, en } = sayType(of.type)
    throw wrongAt('rules.name', scope.text, span, { zh: `${zh}没有“.${name}”`, en: `${en} has no ".${name}"` })
  }
  const list = known.map((one) => `.${one}`).join(' ')
  throw wrongAt('rules.name', scope.text, span, { zh: `可用 ${list}`, en: `there is ${list}` })
}

function listed(span: Span, items: readonly Node[], scope: Scope): Node {
  const type = items.map((item) => item.type).find((one) => one !== 'null')
  if (type === undefined || elementOf(type) !== undefined)
    throw wrongAt('rules.type', scope.text, span, {
      zh: '列表应含同类的单个值',
      en: 'a list holds single values of one type',
    })
  for (const item of items) if (item.type !== 'null') must([type], item, scope)
  return { kind: 'list', items, type: `list of ${type as Scalar}`, at: span.at, to: span.to } // not a list, not null
}

/** The node, when it can be true or false. */
function condition(node: Node, scope: Scope): Node {
  if (node.type !== 'null') must(['boolean'], node, scope)
  return node
}

function must(types: readonly ValueType[], node: Node, scope: Scope): void {
  if (types.includes(node.type)) return
  const [is, want] = [sayType(node.type), types.map(sayType)]
  throw wrongAt('rules.type', scope.text, node, {
    zh: `此处是${is.zh}，应为${want.map(({ zh }) => zh).join('或')}`,
    en: `this is ${is.en}, and should be ${want.map(({ en }) => en).join(' or ')}`,
  })
}

function comparable(left: Node, sign: string, right: Node, scope: Scope): void {
  const refusal = fits(left, sign, right)
  if (refusal) throw wrongAt(refusal.code, scope.text, refusal.at, refusal.right)
}

function checkTests(of: Node, tests: readonly Test<Raw>[], scope: Scope): readonly Test<Node>[] {
  return tests.flatMap((test) => checkTest(of, test, scope))
}

function checkTest(of: Node, test: Test<Raw>, scope: Scope): readonly Test<Node>[] {
  if (test.kind === 'range') {
    const [low, high] = [check(test.low, scope), check(test.high, scope)]
    comparable(of, '>=', low, scope)
    comparable(of, '<=', high, scope)
    return [{ ...test, low, high }]
  }
  const right = check(test.of, scope)
  if (test.kind === 'compare') {
    comparable(of, test.sign, right, scope)
    return [{ kind: 'compare', sign: test.sign, of: right }]
  }
  // a list written out is the same as its items: each is compared for itself
  const ones = right.kind === 'list' ? right.items : [right]
  for (const one of ones) {
    const element = elementOf(one.type)
    if (element !== undefined && element === of.type) continue
    comparable(of, '=', one, scope)
  }
  return ones.map((one) => ({ kind: 'is', of: one }))
}

/** Which types a sign joins, and what comes of it. */
const sums: Readonly<Record<string, ValueType>> = {
  'number + number': 'number',
  'number - number': 'number',
  'number * number': 'number',
  'number / number': 'number',
  'text + text': 'text',
  'date - date': 'duration',
  'date + duration': 'date',
  'date - duration': 'date',
  'date + period': 'date',
  'date - period': 'date',
  'instant - instant': 'duration',
  'instant + duration': 'instant',
  'instant - duration': 'instant',
  'duration + duration': 'duration',
  'duration - duration': 'duration',
  'period + period': 'period',
  'period - period': 'period',
}

function arithmetic(raw: Extract<Raw, { kind: 'arithmetic' }>, left: Node, right: Node, scope: Scope): Node {
  const { sign, at, to } = raw
  const type = sums[`${left.type} ${sign} ${right.type}`]
  if (!type) throw wrongAt('rules.type', scope.text, raw, noSum(left, sign, right))
  if (right.type === 'duration' || right.type === 'period') fixedDuration(left, right, scope)
  return { kind: 'arithmetic', sign, left, right, type, at, to }
}

function noSum(left: Node, sign: string, right: Node): Words {
  if (left.type === 'instant' && right.type === 'period')
    return {
      zh: '年月长短不一，请先取日期：date(时刻) + 时长',
      en: 'months differ in length: take the day first, date(instant) + period',
    }
  const [one, other] = [sayType(left.type), sayType(right.type)]
  return { zh: `${one.zh}与${other.zh}不能用“${sign}”`, en: `"${sign}" does not join ${one.en} and ${other.en}` }
}

/** What is added to a day or an instant is written out, so that no row of a database can leave the calendar. */
function fixedDuration(left: Node, right: Node, scope: Scope): void {
  if (left.type !== 'date' && left.type !== 'instant') return
  const isFixed = (node: Node): boolean =>
    node.kind === 'literal' ||
    (node.kind === 'negative' && isFixed(node.of)) ||
    (node.kind === 'arithmetic' && isFixed(node.left) && isFixed(node.right)) ||
    (node.kind === 'if' && isFixed(node.then) && isFixed(node.otherwise))
  if (!isFixed(right))
    throw wrongAt('rules.outside', scope.text, right, {
      zh: '日期或时刻只能加减写明的时长，如 duration("P3D")',
      en: 'a date or instant is moved by a duration that is written out, such as duration("P3D")',
    })
  const isWhole = (node: Node): boolean =>
    node.kind === 'literal'
      ? Number(node.value) % 86_400_000 === 0
      : node.kind === 'negative'
        ? isWhole(node.of)
        : node.kind === 'if'
          ? isWhole(node.then) && isWhole(node.otherwise)
          : node.kind === 'arithmetic' && isWhole(node.left) && isWhole(node.right)
  if (left.type === 'date' && right.type === 'duration' && !isWhole(right))
    throw wrongAt('rules.value', scope.text, right, { zh: '日期只能加减整天', en: 'a date is moved by whole days' })
}

function conditional(raw: Extract<Raw, { kind: 'if' }>, scope: Scope): Node {
  const when = condition(check(raw.when, scope), scope)
  const [then, otherwise] = [check(raw.then, scope), check(raw.otherwise, scope)]
  if (then.type !== 'null' && otherwise.type !== 'null') must([then.type], otherwise, scope)
  const type = then.type === 'null' ? otherwise.type : then.type
  return { kind: 'if', when, then, otherwise, type, at: raw.at, to: raw.to }
}

function quantified(raw: Extract<Raw, { kind: 'some' | 'every' }>, scope: Scope): Node {
  const { variable, kind, at, to } = raw
  const list = check(raw.list, scope)
  if (elementOf(list.type) === undefined) must(['list of text', 'list of number'], list, scope)
  if (!isName(variable) || scope.names.has(variable) || scope.variables.has(variable))
    throw wrongAt('rules.name', scope.text, raw, {
      zh: `变量“${variable}”已另有所指，请换一个名称`,
      en: `"${variable}" already means something else: use another name`,
    })
  const inner: Scope = { ...scope, variables: new Map([...scope.variables, [variable, list]]) }
  const holds = condition(check(raw.holds, inner), inner)
  return { kind, variable, list, holds, type: 'boolean', at, to }
}

function called(raw: Extract<Raw, { kind: 'call' }>, scope: Scope): Node {
  const { name, at, to } = raw
  const takes = raw.takes.map((one) => check(one, scope))
  const [first] = takes
  if (constructors.includes(name) && takes.length === 1 && first?.type === 'text')
    return constructed(name, first, raw, scope)
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined
  if (!builtin) throw wrongAt('rules.value', scope.text, raw, writtenOut)
  if (takes.length !== builtin.takes.length)
    throw wrongAt('rules.type', scope.text, raw, {
      zh: `“${name}”应有 ${builtin.takes.length} 个参数`,
      en: `"${name}" takes ${builtin.takes.length}`,
    })
  for (const [index, node] of takes.entries()) accepts(builtin.takes[index] ?? 'null', node, first, scope)
  const literals = takes.map((node) => (node.kind === 'literal' ? node.value : null))
  const open = builtin.literal?.find((index) => takes[index]?.kind !== 'literal')
  if (open !== undefined) throw wrongAt('rules.outside', scope.text, takes[open] ?? raw, writtenOut)
  const right = builtin.refuses?.(literals)
  if (right) throw wrongAt('rules.value', scope.text, raw, right)
  return { kind: 'call', name, takes, type: builtin.gives, at, to }
}

const writtenOut: Words = {
  zh: '此处须直接写出值，不能用字段',
  en: 'this value must be written out, not read from a field',
}

function accepts(wanted: ValueType | 'list' | 'element', node: Node, list: Node | undefined, scope: Scope): void {
  if (wanted === 'list') {
    if (elementOf(node.type) === undefined) must(['list of text', 'list of number'], node, scope)
    return
  }
  if (wanted === 'element') {
    const element = elementOf(list?.type ?? 'null')
    if (node.type === 'null' || !list || !element) return
    must([element], node, scope)
    comparable(list, 'holds', node, scope)
    return
  }
  if (node.type !== 'null') must([wanted], node, scope)
}

function constructed(name: string, text: Node, raw: Raw, scope: Scope): Node {
  if (text.kind !== 'literal') throw wrongAt('rules.outside', scope.text, text, writtenOut)
  const written = String(text.value)
  if (name === 'duration')
    return literal(scope, raw, findDuration(written), { zh: '应如 P3D、PT8H、P1Y6M', en: 'such as P3D, PT8H, P1Y6M' })
  if (name === 'date') {
    const found = findTemporal(written)
    return literal(scope, raw, found?.type === 'date' ? found : undefined, {
      zh: '应为真实的日期，如 2026-05-01，年份 1000 至 9999',
      en: 'a real day such as 2026-05-01, years 1000 to 9999',
    })
  }
  const at = findInstant(written)
  return literal(scope, raw, at === undefined ? undefined : { type: 'instant', value: at }, {
    zh: '应为带时区的时刻，如 2026-05-01T08:00:00+08:00，最细到毫秒',
    en: 'an instant with its offset, such as 2026-05-01T08:00:00+08:00, no finer than milliseconds',
  })
}
