import { cityZone, wallClock } from '../time/index.ts'
import type { Words } from '../words.ts'
import { builtins, type Value } from './builtins.ts'
import { optionsOf } from './check-types.ts'
import { runOf, type Scene, sceneOf } from './evaluate.ts'
import { decimalText, type Exact } from './exact.ts'
import { findFact } from './facts.ts'
import { dateText } from './literal.ts'
import { properties } from './properties.ts'
import type { Rule } from './rule.ts'
import type { Comparison, Node, NodeOf, Test } from './syntax.ts'
import { elementOf, type Name, type Scalar, type ValueType } from './vocabulary.ts'

const both = (one: string): Words => ({ zh: one, en: one })

/** Puts texts of both languages into a template of both: `{0}`, `{1}`. */
function put(template: Words, parts: readonly Words[]): Words {
  const into = (language: keyof Words) =>
    template[language].replace(/\{(\d)\}/g, (gap, index: string) => parts[Number(index)]?.[language] ?? gap)
  return { zh: into('zh'), en: into('en') }
}

const join = (parts: readonly Words[], zh: string, en: string): Words => ({
  zh: parts.map((part) => part.zh).join(zh),
  en: parts.map((part) => part.en).join(en),
})

const signs: Readonly<Record<Comparison, string>> = { '=': '=', '!=': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥' }
const operators = { '+': '+', '-': '−', '*': '×', '/': '÷' } as const

/** A value in words: a choice by its title, a text in quotes, a time as local clocks show it. */
function sayValue(value: Value, type: ValueType, options: Name['options'], zone = cityZone): Words {
  if (value === null) return { zh: '空', en: 'nothing' }
  const element = elementOf(type)
  if (element !== undefined)
    return join(
      (value as readonly Value[]).map((one) => sayValue(one, element, options, zone)),
      '、',
      ', ',
    ) // by its type
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' }
  if (typeof value === 'string') {
    const title = options?.find((option) => option.value === value)?.title ?? both(value)
    return { zh: `“${title.zh}”`, en: `"${title.en}"` }
  }
  return saySize(value as Exact, type as Scalar, zone) // what is left are numbers and times
}

function saySize(value: Exact, type: Scalar, zone: string): Words {
  const size = Number(value)
  if (type === 'date') return both(dateText(size))
  if (type === 'instant') return both(new Date(wallClock(size, zone)).toISOString().slice(0, 16).replace('T', ' '))
  if (type === 'period') {
    const [years, months] = [Math.trunc(size / 12), size % 12]
    return { zh: `${years} 年 ${months} 个月`, en: `${years} years ${months} months` }
  }
  if (type === 'duration') {
    const days = Math.trunc(size / 86_400_000)
    const hours = Math.round(((size % 86_400_000) / 3_600_000) * 100) / 100
    return { zh: `${days} 天 ${hours} 小时`, en: `${days} days ${hours} hours` }
  }
  return both(decimalText(value))
}

/** A name with what is known of it: `年龄 67 岁`. */
function sayName({ name }: NodeOf<'name'>, scene: Scene, value: Value): Words {
  if (scene.isBare) return name.title
  if (value === null) return { zh: `${name.title.zh}（未提供）`, en: `${name.title.en} (not given)` }
  const shown = sayValue(value, name.type, name.options, scene.clock.zone)
  const { zh, en } = name.unit ?? both('')
  return { zh: `${name.title.zh} ${shown.zh}${zh && ` ${zh}`}`, en: `${name.title.en} ${shown.en}${en && ` ${en}`}` }
}

/** An expression with its facts filled in. `options` gives the titles of the choice it is compared with. */
export function sayNode(node: Node, scene: Scene, options?: Name['options']): Words {
  const say = (inner: Node): Words => sayNode(inner, scene)
  switch (node.kind) {
    case 'literal':
      return sayValue(node.value, node.type, options, scene.clock.zone)
    case 'name':
      return sayName(node, scene, runOf(node)(scene))
    case 'variable':
      return sayValue(runOf(node)(scene), node.type, optionsOf(node), scene.clock.zone)
    case 'list':
      return join(
        node.items.map((item) => sayNode(item, scene, options)),
        '、',
        ', ',
      )
    case 'and':
      return join(node.of.map(say), ' 且 ', ' and ')
    case 'or':
      return join(node.of.map(say), ' 或 ', ' or ')
    case 'compare':
      return sayComparison(node, scene)
    case 'arithmetic':
      return sayArithmetic(node, scene)
    case 'negative':
      return put(both('−{0}'), [say(node.of)])
    case 'between':
      return put(
        { zh: '{0} 在 {1} 与 {2} 之间', en: '{0} between {1} and {2}' },
        [node.of, node.low, node.high].map(say),
      )
    case 'in':
      return sayMembership(node, scene)
    case 'if':
      return put(
        { zh: '若 {0} 则 {1} 否则 {2}', en: 'if {0} then {1} else {2}' },
        [node.when, node.then, node.otherwise].map(say),
      )
    case 'some':
      return put({ zh: '{0} 中至少一项满足', en: 'at least one of {0}' }, [say(node.list)])
    case 'every':
      return put({ zh: '{0} 中每一项都满足', en: 'each of {0}' }, [say(node.list)])
    case 'call':
      return sayCall(node, scene)
    case 'property':
      return put(properties[node.of.type as Scalar]?.[node.name]?.says ?? both(node.name), [say(node.of)]) // checked
  }
}

function sayCall(node: NodeOf<'call'>, scene: Scene): Words {
  const { name, takes, type } = node
  const [first] = takes
  const says = builtins[name]?.says ?? both(name)
  if (first === undefined) {
    if (scene.isBare) return says
    const value = sayValue(runOf(node)(scene), type, undefined, scene.clock.zone)
    return { zh: `${says.zh} ${value.zh}`, en: `${says.en} ${value.en}` }
  }
  return put(
    says,
    takes.map((one) => sayNode(one, scene, optionsOf(first))),
  )
}

const isNull = (node: Node): boolean => node.kind === 'literal' && node.value === null

function sayComparison({ left, sign, right }: NodeOf<'compare'>, scene: Scene): Words {
  const sides = [sayNode(left, scene, optionsOf(right)), sayNode(right, scene, optionsOf(left))]
  if (isNull(right) && left.kind === 'name') {
    const { title } = left.name
    if (scene.isBare)
      return put(sign === '=' ? { zh: '{0}未提供', en: '{0} is not given' } : { zh: '{0}已提供', en: '{0} is given' }, [
        title,
      ])
    const known = findFact(scene.facts, left.name.path) !== null
    const state = known ? { zh: '已提供', en: 'is given' } : { zh: '未提供', en: 'is not given' }
    const asked = sign === '=' ? { zh: '须未提供', en: 'must not be given' } : { zh: '须已提供', en: 'must be given' }
    return { zh: `${title.zh} ${state.zh}（${asked.zh}）`, en: `${title.en} ${state.en} (${asked.en})` }
  }
  return put(both(`{0} ${signs[sign]} {1}`), sides)
}

function sayArithmetic({ left, sign, right }: NodeOf<'arithmetic'>, scene: Scene): Words {
  const sides = [left, right].map((side) =>
    side.kind === 'arithmetic' ? put({ zh: '（{0}）', en: '({0})' }, [sayNode(side, scene)]) : sayNode(side, scene),
  )
  return put(both(`{0} ${operators[sign]} {1}`), sides)
}

function sayMembership({ of, tests }: NodeOf<'in'>, scene: Scene): Words {
  const said = tests.map((test) => sayTest(test, scene, optionsOf(of)))
  const isPlain = tests.every((test) => test.kind === 'is')
  const template = isPlain
    ? { zh: '{0} 属于 {1}', en: '{0} is one of {1}' }
    : { zh: '{0} 须 {1}', en: '{0} should be {1}' }
  return put(template, [sayNode(of, scene), join(said, isPlain ? '、' : ' 或 ', isPlain ? ', ' : ' or ')])
}

function sayTest(test: Test<Node>, scene: Scene, options: Name['options']): Words {
  const say = (node: Node): Words => sayNode(node, scene, options)
  if (test.kind === 'is') return say(test.of)
  if (test.kind === 'compare') return put(both(`${signs[test.sign]} {0}`), [say(test.of)])
  const [low, high] = [test.openLow ? '>' : '≥', test.openHigh ? '<' : '≤']
  return put({ zh: `${low} {0} 且 ${high} {1}`, en: `${low} {0} and ${high} {1}` }, [say(test.low), say(test.high)])
}

/** The rule in words that people read, without anybody's facts: `年龄 ≥ 60 且 紧急程度 = “紧急”`. */
export const wordsOf = ({ tree }: Rule): Words => sayNode(tree, { ...sceneOf({}), isBare: true })

/** What an expression came to, after its words: `收入 300 元 × 2 = 600`. */
export function sayResult(node: Node, scene: Scene): Words {
  const words = sayNode(node, scene)
  if (node.kind === 'literal' || node.kind === 'name') return words
  return put(both('{0} = {1}'), [words, sayValue(runOf(node)(scene), node.type, optionsOf(node), scene.clock.zone)])
}
