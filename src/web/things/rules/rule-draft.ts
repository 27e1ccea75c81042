import type { Aggregate, AlarmRule, QuietTime, RuleVariant } from '../../../kernel/things/index.ts'
import { type Bound, boundOf, conditionOf } from './rule-words.ts'

/** A bound in the middle of being written: simple, or as the text of a condition. */
export type BoundDraft = { readonly simple: Bound } | { readonly text: string }

/** A rule in the middle of being written; numbers as they are typed, times in minutes. */
export type RuleDraft = {
  readonly name: string
  readonly zh: string
  readonly en: string
  readonly profile: string
  readonly measure: string
  readonly aggregate: Aggregate
  readonly window: string
  readonly when: BoundDraft
  /** Nothing: the contrary of `when` ends it. */
  readonly clears: BoundDraft | undefined
  readonly lasts: string
  readonly severity: AlarmRule['severity']
  readonly heedsParent: boolean
  readonly quiet: readonly QuietTime[]
  readonly variants: readonly RuleVariant[]
  readonly class: string
  readonly office: string | undefined
  readonly textZh: string
  readonly textEn: string
}

const empty: RuleDraft = {
  ...{ name: '', zh: '', en: '', profile: '', measure: '', aggregate: 'last', window: '0' },
  when: { simple: { sign: '>=', than: '', least: '' } },
  clears: undefined,
  lasts: '0',
  severity: 'warning',
  heedsParent: true,
  ...{ quiet: [], variants: [], class: '', office: undefined },
  ...{ textZh: '{title}：{value}', textEn: '{title}: {value}' },
}

const boundDraft = (text: string): BoundDraft => {
  const simple = boundOf(text)
  return simple ? { simple } : { text }
}

/** A draft that begins from a rule, or from nothing. */
export function draftOf(rule: AlarmRule | undefined): RuleDraft {
  if (rule === undefined) return empty
  return {
    ...{ name: rule.name, zh: rule.title.zh, en: rule.title.en, profile: rule.profile, measure: rule.measure },
    aggregate: rule.aggregate,
    window: String(rule.window / 60),
    when: boundDraft(rule.when),
    clears: rule.clears === undefined ? undefined : boundDraft(rule.clears),
    lasts: String(rule.for / 60),
    severity: rule.severity,
    heedsParent: rule.heedsParent ?? false,
    quiet: rule.quiet ?? [],
    variants: rule.variants ?? [],
    class: rule.raises.class,
    office: rule.raises.office,
    textZh: rule.raises.text.zh,
    textEn: rule.raises.text.en,
  }
}

const written = (bound: BoundDraft): string => ('text' in bound ? bound.text.trim() : conditionOf(bound.simple))

/** A name for a rule from its English title, as far as it may be one. */
const nameFrom = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 60)

/** What a draft lacks before it can be tried, by field. */
export function lacksOf(draft: RuleDraft): readonly (keyof RuleDraft)[] {
  const isEmpty = (bound: BoundDraft): boolean =>
    'text' in bound ? bound.text.trim() === '' : bound.simple.than === '' || Number.isNaN(Number(bound.simple.than))
  const isTime = (text: string): boolean => text.trim() !== '' && Number(text) >= 0
  return [
    ...(draft.zh.trim() === '' ? (['zh'] as const) : []),
    ...(draft.en.trim() === '' || (draft.name === '' && nameFrom(draft.en) === '') ? (['en'] as const) : []),
    ...(draft.profile === '' ? (['profile'] as const) : []),
    ...(draft.measure === '' ? (['measure'] as const) : []),
    ...(isTime(draft.window) ? [] : (['window'] as const)),
    ...(isEmpty(draft.when) ? (['when'] as const) : []),
    ...(draft.clears && isEmpty(draft.clears) ? (['clears'] as const) : []),
    ...(isTime(draft.lasts) ? [] : (['lasts'] as const)),
    ...(draft.class === '' ? (['class'] as const) : []),
  ]
}

/** The rule that a draft says. */
export function ruleOf(draft: RuleDraft): AlarmRule {
  const window = Math.round(Number(draft.window) * 60)
  return {
    name: draft.name || nameFrom(draft.en),
    title: { zh: draft.zh.trim(), en: draft.en.trim() },
    profile: draft.profile,
    measure: draft.measure,
    aggregate: window === 0 ? 'last' : draft.aggregate,
    window,
    when: written(draft.when),
    ...(draft.clears && { clears: written(draft.clears) }),
    for: Math.round(Number(draft.lasts) * 60),
    severity: draft.severity,
    heedsParent: draft.heedsParent,
    ...(draft.quiet.length > 0 && { quiet: draft.quiet }),
    ...(draft.variants.length > 0 && { variants: draft.variants }),
    raises: {
      class: draft.class,
      text: { zh: draft.textZh, en: draft.textEn },
      ...(draft.office && { office: draft.office }),
    },
  }
}
