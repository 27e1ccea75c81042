import type { Words } from '../words.ts'
import type { Value } from './builtins.ts'
import { type PlainValue, plainValue, runOf, type Scene, sceneOf, type When } from './evaluate.ts'
import { type Facts, findFact } from './facts.ts'
import type { Rule } from './rule.ts'
import { sayNode, sayResult } from './say.ts'
import { type Node, type NodeOf, partsOf } from './syntax.ts'
import type { Name } from './vocabulary.ts'

/** One fact that a clause read; `value` as it was given, `null` when it is not known. */
export type ReadFact = { readonly name: string; readonly title: Words; readonly value: unknown }

/** Why a clause holds or not, for people and programs; `parts` are the clauses inside it. */
export type Explanation = {
  /** The clause as FEEL. */
  readonly text: string
  /** Does it hold? `null`: the facts do not suffice to say; absent for what is not a condition. */
  readonly holds?: boolean | null
  /** The clause with its facts filled in, and whether it is met. */
  readonly says: Words
  /** The facts that it reads, each once. They are personal data where the field is. */
  readonly facts: readonly ReadFact[]
  readonly parts: readonly Explanation[]
}

/** A rule's answer with its reasons. `value` is null when the facts do not suffice, or the rule gives null. */
export type Outcome = {
  readonly value: PlainValue
  readonly explanation: Explanation
  /** Fields that the rule reads and that are not known: what one would ask for. */
  readonly lacks: readonly string[]
}

/** Most elements of a list that an explanation goes through one by one. */
const mostElements = 20

/**
 * The rule's answer for one person or case, explained clause by clause.
 * @throws rules.fact when a fact does not fit its field
 */
export function evaluate(rule: Rule, facts: Facts, when?: When): Outcome {
  const scene = sceneOf(facts, when)
  return {
    value: plainValue(runOf(rule.tree)(scene), rule.type),
    explanation: explain(rule.tree, rule.text, scene),
    lacks: rule.names.filter((name) => findFact(facts, name) === null),
  }
}

/** Explains one checked expression of a text in a scene. */
function explain(node: Node, text: string, scene: Scene): Explanation {
  const parts = insides(node, scene).map(([part, inner]) => explain(part, text, inner))
  const clause = text.slice(node.at, node.to)
  const facts = factsOf(node, scene)
  if (node.type !== 'boolean') return { text: clause, says: sayResult(node, scene), facts, parts }
  const value = runOf(node)(scene)
  const holds = typeof value === 'boolean' ? value : null
  const [head, verdict] = [sayHead(node, scene, parts), verdicts[`${holds}`]]
  return {
    text: clause,
    holds,
    says: { zh: `${head.zh}：${verdict.zh}`, en: `${head.en}: ${verdict.en}` },
    facts,
    parts,
  }
}

/** The clauses worth explaining for themselves, each in its scene. */
function insides(node: Node, scene: Scene): readonly (readonly [Node, Scene])[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.of.map((part) => [part, scene])
    case 'call':
      return node.name === 'not' ? node.takes.map((part) => [part, scene]) : []
    case 'if':
      return [
        [node.when, scene],
        [runOf(node.when)(scene) === true ? node.then : node.otherwise, scene],
      ]
    case 'some':
    case 'every':
      return elements(node, scene)
    case 'literal':
    case 'name':
    case 'variable':
    case 'list':
    case 'compare':
    case 'arithmetic':
    case 'negative':
    case 'between':
    case 'in':
    case 'property':
      return []
  }
}

function elements(node: NodeOf<'some' | 'every'>, scene: Scene): readonly (readonly [Node, Scene])[] {
  const values = runOf(node.list)(scene)
  if (values === null) return []
  return (values as readonly Value[]) // checked: a list
    .slice(0, mostElements)
    .map((value) => [node.holds, { ...scene, variables: { ...scene.variables, [node.variable]: value } }])
}

function factsOf(node: Node, scene: Scene): readonly ReadFact[] {
  const found = new Map<string, Name>()
  const visit = (inside: Node): void => {
    if (inside.kind === 'name') found.set(inside.name.path, inside.name)
    partsOf(inside).forEach(visit)
  }
  visit(node)
  return Array.from(found.values(), ({ path, title }) => ({ name: path, title, value: findFact(scene.facts, path) }))
}

const verdicts = {
  true: { zh: '满足', en: 'met' },
  false: { zh: '不满足', en: 'not met' },
  null: { zh: '资料不足，不能判断', en: 'cannot be told, facts are missing' },
} as const satisfies Record<string, Words>

/** A clause in a line; one that has clauses inside says how many of them are met instead of repeating them. */
function sayHead(node: Node, scene: Scene, parts: readonly Explanation[]): Words {
  const met = parts.filter((part) => part.holds === true).length
  if (node.kind === 'and')
    return { zh: `须全部满足（${met}/${parts.length}）`, en: `all of these (${met} of ${parts.length})` }
  if (node.kind === 'or')
    return { zh: `满足其一即可（${met}/${parts.length}）`, en: `any of these (${met} of ${parts.length})` }
  if (node.kind === 'if') return { zh: '视下列情形', en: 'depends on what follows' }
  if (node.kind === 'call' && node.name === 'not') return { zh: '以下不成立', en: 'this does not hold' }
  return sayNode(node, scene)
}
