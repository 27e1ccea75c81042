import type { FilingRule } from './table.ts'

/** The parts of a class that a version may change. */
export type RulePart = 'title' | 'filing' | 'closing' | 'limit' | 'units' | 'under' | 'origin'

const parts: readonly RulePart[] = ['title', 'filing', 'closing', 'limit', 'units', 'under', 'origin']

/** One class that differs between two versions: one side is missing where it was added or taken out. */
export type RuleChange =
  | { readonly kind: string; readonly is: 'added'; readonly after: FilingRule }
  | { readonly kind: string; readonly is: 'removed'; readonly before: FilingRule }
  | {
      readonly kind: string
      readonly is: 'changed'
      readonly before: FilingRule
      readonly after: FilingRule
      readonly parts: readonly RulePart[]
    }

/** The same whatever the order in which the members of objects were written; the order of units counts. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? ''

/** What differs from one version of the table to another, by class in the order of codes. */
export function tableChanges(before: readonly FilingRule[], after: readonly FilingRule[]): readonly RuleChange[] {
  const old = new Map(before.map((rule) => [rule.kind, rule]))
  const fresh = new Map(after.map((rule) => [rule.kind, rule]))
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((kind): readonly RuleChange[] => {
    const was = old.get(kind)
    const is = fresh.get(kind)
    if (!was) return is ? [{ kind, is: 'added', after: is }] : []
    if (!is) return [{ kind, is: 'removed', before: was }]
    const differ = parts.filter((part) => plain(was[part]) !== plain(is[part]))
    return differ.length === 0 ? [] : [{ kind, is: 'changed', before: was, after: is, parts: differ }]
  })
}
