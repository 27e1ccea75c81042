import type { Span } from './rules-errors.ts'
import type { Name, ValueType } from './vocabulary.ts'

/** Comparison signs of FEEL. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** Arithmetic signs that the subset has. */
export type Arithmetic = '+' | '-' | '*' | '/'

/** What may stand after `in (…)`: a value or list, a comparison, or a range. */
export type Test<N> =
  | { readonly kind: 'is'; readonly of: N }
  | { readonly kind: 'compare'; readonly sign: Comparison; readonly of: N }
  | { readonly kind: 'range'; readonly low: N; readonly high: N; readonly openLow: boolean; readonly openHigh: boolean }

/** A literal's value: text, number, boolean, day number, epoch milliseconds, milliseconds, months, or nothing. */
export type LiteralValue = string | number | boolean | null

/** Both kinds of tree by name, so that their shapes can refer to them. */
interface Trees {
  readonly raw: Raw
  readonly checked: Node
}

/** The shapes that raw and checked trees share. */
type Shapes<T extends keyof Trees> =
  | { readonly kind: 'literal'; readonly value: LiteralValue }
  | { readonly kind: 'list'; readonly items: readonly Trees[T][] }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Trees[T][] }
  | { readonly kind: 'compare'; readonly sign: Comparison; readonly left: Trees[T]; readonly right: Trees[T] }
  | { readonly kind: 'arithmetic'; readonly sign: Arithmetic; readonly left: Trees[T]; readonly right: Trees[T] }
  | { readonly kind: 'negative'; readonly of: Trees[T] }
  | { readonly kind: 'between'; readonly of: Trees[T]; readonly low: Trees[T]; readonly high: Trees[T] }
  | { readonly kind: 'in'; readonly of: Trees[T]; readonly tests: readonly Test<Trees[T]>[] }
  | { readonly kind: 'if'; readonly when: Trees[T]; readonly then: Trees[T]; readonly otherwise: Trees[T] }
  | { readonly kind: 'some' | 'every'; readonly variable: string; readonly list: Trees[T]; readonly holds: Trees[T] }
  | { readonly kind: 'call'; readonly name: string; readonly takes: readonly Trees[T][] }
  | { readonly kind: 'property'; readonly name: string; readonly of: Trees[T] }

/** What the grammar gives: shapes with their place in the text; nothing is known of types. */
export type Raw = Span &
  (
    | Shapes<'raw'>
    | { readonly kind: 'at'; readonly text: string }
    | { readonly kind: 'name'; readonly path: readonly string[] }
  )

/** A checked expression: every node has its type and place, every name is resolved. Plain data. */
export type Node = Span & { readonly type: ValueType } & (
    | Shapes<'checked'>
    | { readonly kind: 'name'; readonly name: Name }
    | { readonly kind: 'variable'; readonly variable: string; readonly list: Node }
  )

/** Checked expressions of one kind. */
export type NodeOf<K extends Node['kind']> = Extract<Node, { readonly kind: K }>

/** The expressions directly inside one, in the order of the text. */
export function partsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
    case 'variable':
      return []
    case 'list':
      return node.items
    case 'and':
    case 'or':
      return node.of
    case 'compare':
    case 'arithmetic':
      return [node.left, node.right]
    case 'negative':
    case 'property':
      return [node.of]
    case 'between':
      return [node.of, node.low, node.high]
    case 'in':
      return [node.of, ...node.tests.flatMap((test) => (test.kind === 'range' ? [test.low, test.high] : [test.of]))]
    case 'if':
      return [node.when, node.then, node.otherwise]
    case 'some':
    case 'every':
      return [node.list, node.holds]
    case 'call':
      return node.takes
  }
}
