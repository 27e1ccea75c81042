import type { Grant, Role } from '../access/index.ts'
import {
  clockFields,
  type EffectDeclaration,
  type ExtensionDeclaration,
  type Filing,
  type FlowDeclaration,
  type Holder,
  type Limit,
  type Marks,
  type RatingDeclaration,
  type RedoDeclaration,
  type ResponsibilityRule,
  type ReturnDeclaration,
  type StepDeclaration,
} from '../flow/index.ts'
import type { Answers, Fields } from '../record/index.ts'
import { type Condition, type See, see } from '../rules/index.ts'
import type { CombinedRule } from '../things/index.ts'
import type { Within } from '../time/index.ts'
import type { Words } from '../words.ts'
import { checkPack } from './check-pack.ts'
import { contentHash, freezeDeep } from './content-hash.ts'
import type {
  FigureDeclaration,
  MessageDeclaration,
  Open311Declaration,
  Pack,
  PackDeclaration,
  PackTest,
  ReplyTemplate,
  SortingDeclaration,
  Taxonomy,
} from './declaration.ts'
import type { Fill, Fills, HearsDeclaration, JoinsDeclaration } from './signal.ts'

/** What the steps so far give, by step name. */
type Steps = { readonly [step: string]: Fields }

/** Everything that may be read at this point: `field` of the form, or `step.field` of an earlier step. */
export type Ref<A extends Fields, S extends Steps> =
  | (keyof A & string)
  | { [N in keyof S & string]: `${N}.${keyof S[N] & string}` }[keyof S & string]

/** The fields a condition sees: only what the step says it reads. */
type Seen<A extends Fields, S extends Steps, R extends string> = {
  [K in keyof A & string as K extends R ? K : never]: A[K]
} & {
  [N in keyof S & string as R extends `${N}.${string}`
    ? N
    : `${N}.` extends R
      ? N
      : Extract<R, `${N}.${string}`> extends never
        ? never
        : N]: {
    [F in keyof S[N] & string as `${N}.${F}` extends R ? F : never]: S[N][F]
  }
}

/** All that is known at the end of the flow. */
type Everything<A extends Fields, S extends Steps> = A & S

/** An effect as its author writes it: its condition may read what its step reads and gives. */
type EffectWords<
  R extends string,
  A extends Fields,
  S extends Steps,
  G extends Fields,
  N extends string,
> = EffectDeclaration extends infer E
  ? E extends EffectDeclaration
    ? Omit<E, 'when'> & {
        readonly when?: (see: See<Seen<A, S & { readonly [K in N]: G }, R | `${N}.${keyof G & string}`>>) => Condition
      }
    : never
  : never

/**
 * A step as its author writes it. The office is a duty of the city (`by`), what an earlier answer named (`byAnswer`), whom the
 * rules of responsibility name (`byRules`), or the one that did an earlier step (`byStep`).
 */
export type StepWords<
  A extends Fields,
  S extends Steps,
  R extends Ref<A, S>,
  G extends Fields,
  N extends string = string,
> = {
  readonly title: Words
  readonly by?: string
  readonly byAnswer?: NoInfer<R>
  readonly byRules?: true
  readonly byStep?: keyof S & string
  readonly roles?: readonly Role[]
  readonly within?:
    | Within
    | { readonly by: NoInfer<R>; readonly of: Readonly<Record<string, Within>>; readonly otherwise: Within }
  readonly contactWithin?: Within
  readonly reads?: readonly R[]
  readonly after?: readonly (keyof S & string)[]
  readonly when?: (see: See<Seen<A, S, R>>) => Condition
  readonly gives?: G
  readonly undo?: Words
  readonly movable?: boolean
  readonly checks?: StepDeclaration['checks']
  readonly effects?: readonly EffectWords<NoInfer<R>, A, S, NoInfer<G>, N>[]
}

/** What the calls of the builder add, each once. */
type Added =
  | ('taxonomies' | 'messages' | 'templates' | 'figures' | 'tests' | 'sorting' | 'open311' | 'nearby')
  | ('hears' | 'fills' | 'joins' | 'foresees')

type Draft = {
  readonly head: Omit<PackDeclaration, 'flow' | Added>
  readonly asks: Fields
  readonly steps: readonly StepDeclaration[]
  readonly gives: Steps
  readonly rest: Partial<Pick<PackDeclaration, Added>>
  readonly flow: Partial<Omit<FlowDeclaration, 'asks' | 'steps'>>
}

/** The typed builder of a pack: each call gives a new builder that knows more. What it builds is plain, frozen data. */
export type PackBuilder<A extends Fields, S extends Steps> = {
  /** What the case asks of the person who brings it. */
  asks<F extends Fields>(fields: F): PackBuilder<F, S>
  /** One step; it may read only what was asked or given before, so a wrong reference does not compile. */
  step<const N extends string, const R extends Ref<A, S> = never, G extends Fields = Record<never, never>>(
    name: N,
    step: StepWords<A, S, R, G, N>,
  ): PackBuilder<A, S & { readonly [K in N]: G }>
  /** Where lists, maps and figures find what they need. */
  marks(marks: MarkWords<A, S>): PackBuilder<A, S>
  rating(rating: RatingDeclaration): PackBuilder<A, S>
  redo(
    redo: Omit<RedoDeclaration, 'when' | 'from'> & {
      from: keyof S & string
      when?: (see: See<Everything<A, S>>) => Condition
    },
  ): PackBuilder<A, S>
  returns(returns: ReturnDeclaration): PackBuilder<A, S>
  extension(extension: ExtensionDeclaration): PackBuilder<A, S>
  /** Other grants than the engine's own for an action, or for one on one step (`complete:handle`). */
  grants(grants: Readonly<Record<string, readonly Grant[]>>): PackBuilder<A, S>
  taxonomy(name: string, taxonomy: Taxonomy): PackBuilder<A, S>
  /** Of which class its cases are, where nobody sorts them; the taxonomy names them. */
  filedAs(taxonomy: Taxonomy, filed: Filing & { readonly by?: keyof A & string }): PackBuilder<A, S>
  sorting(sorting: SortingDeclaration & { step: keyof S & string }): PackBuilder<A, S>
  withMessages(messages: readonly MessageDeclaration[]): PackBuilder<A, S>
  withTemplates(templates: readonly ReplyTemplate[]): PackBuilder<A, S>
  withFigures(figures: readonly FigureDeclaration[]): PackBuilder<A, S>
  open311(open311: Open311Declaration): PackBuilder<A, S>
  nearby(nearby: NonNullable<PackDeclaration['nearby']>): PackBuilder<A, S>
  /** The signals that open its cases or join them, how they fill the form, and what is the same happening. */
  hears(
    hears: readonly HearsDeclaration[],
    how: { readonly fills: Fills<A>; readonly joins?: JoinsDeclaration },
  ): PackBuilder<A, S>
  /** Who answers, for steps with `byRules`: the first rule that fits. Its condition may speak of the form and the clock. */
  responsible(rules: readonly ResponsibilityWords<A>[]): PackBuilder<A, S>
  /** Rules over several devices near a place, whose alarms it hears by their names. */
  foresees(rules: readonly CombinedRule[]): PackBuilder<A, S>
  test(test: Omit<PackTest, 'asks'> & { asks: Answers<A> }): PackBuilder<A, S>
  /** Checks the whole and freezes it. @throws pack.invalid with every fault */
  build(): Pack
}

/** A rule of responsibility as its author writes it. */
type ResponsibilityWords<A extends Fields> = Omit<ResponsibilityRule, 'when' | 'to'> & {
  readonly to: Exclude<ResponsibilityRule['to'], { answer: string }> | { readonly answer: keyof A & string }
  readonly when?: (see: See<A & typeof clockFields>) => Condition
}

/** Marks with references that must exist. */
type MarkWords<A extends Fields, S extends Steps> = {
  readonly [K in keyof Marks]: K extends 'main' ? keyof S & string : Ref<A, S>
}

/** What a pack says of itself first. */
export type PackHead = {
  readonly title: Words
  readonly about: Words
  readonly area: PackDeclaration['area']
  readonly owner: string
  /** See `PackDeclaration`. */
  readonly begunBy?: 'system' | 'staff'
}

/**
 * Begins a pack: one scenario of city life, declared.
 * @example
 * const lamp = pack('street-light', { title: { zh: '路灯报修', en: 'Street light' }, about: …, area: 'city', owner: 'hotline' })
 *   .asks({ where: place({ zh: '位置', en: 'Where' }) })
 *   .step('repair', { title: { zh: '修复', en: 'Repair' }, by: 'lighting', within: workingDays(2), gives: { done: yesNo(…) } })
 *   .marks({ text: 'where', main: 'repair', place: 'where' })
 *   .build()
 */
export function pack(name: string, head: PackHead): PackBuilder<Record<never, never>, Record<never, never>> {
  return builder({ head: { format: 1, name, ...head }, asks: {}, steps: [], gives: {}, rest: {}, flow: {} })
}

function builder<A extends Fields, S extends Steps>(draft: Draft): PackBuilder<A, S> {
  const withRest = (rest: Draft['rest']) => builder<A, S>({ ...draft, rest: { ...draft.rest, ...rest } })
  const withFlow = (flow: Draft['flow']) => builder<A, S>({ ...draft, flow: { ...draft.flow, ...flow } })
  return {
    asks: (fields) => builder({ ...draft, asks: fields }),
    step: (name, step) =>
      builder({
        ...draft,
        steps: [
          ...draft.steps, // The builder's types have checked the references; inside, a step is one of any pack.
          declareStep(draft, name, step as unknown as AnyStep),
        ],
        gives: { ...draft.gives, [name]: step.gives ?? {} },
      }),
    // The references were checked by the type; the declaration keeps them as text.
    marks: (marks) => withFlow({ marks: marks as Marks }),
    rating: (rating) => withFlow({ rating }),
    redo: ({ when, ...redo }) =>
      withFlow({
        redo: {
          ...redo,
          ...(when
            ? { when: when(see<Everything<A, S>>({ ...draft.asks, ...draft.gives } as Everything<A, S>)).feel }
            : {}),
        },
      }),
    returns: (returns) => withFlow({ returns }),
    extension: (extension) => withFlow({ extension }),
    grants: (grants) => withFlow({ grants: { ...draft.flow.grants, ...grants } }),
    taxonomy: (name, taxonomy) => withRest({ taxonomies: { ...draft.rest.taxonomies, [name]: taxonomy } }),
    filedAs: (taxonomy, filed) =>
      builder<A, S>({
        ...draft,
        rest: { ...draft.rest, taxonomies: { ...draft.rest.taxonomies, city: taxonomy } },
        flow: { ...draft.flow, filed },
      }),
    sorting: (sorting) => withRest({ sorting }),
    withMessages: (messages) => withRest({ messages: [...(draft.rest.messages ?? []), ...messages] }),
    withTemplates: (templates) => withRest({ templates: [...(draft.rest.templates ?? []), ...templates] }),
    withFigures: (figures) => withRest({ figures: [...(draft.rest.figures ?? []), ...figures] }),
    open311: (open311) => withRest({ open311 }),
    nearby: (nearby) => withRest({ nearby }),
    // The types have checked the mapping; the declaration keeps it as plain data of any pack.
    hears: (hears, { fills, joins }) =>
      withRest({ hears, fills: fills as Readonly<Record<string, Fill>>, ...(joins && { joins }) }),
    responsible: (rules) =>
      withFlow({
        responsible: rules.map(({ when, ...rule }) => ({
          ...rule,
          // The fields that the types told are those of the draft.
          ...(when && { when: when(see({ ...(draft.asks as A), ...clockFields })).feel }),
        })),
      }),
    foresees: (foresees) => withRest({ foresees }),
    test: (test) => withRest({ tests: [...(draft.rest.tests ?? []), test] }),
    build: () => sealPack(finish(draft)),
  }
}

/** A step of any pack, when its particular types are no longer needed. */
type AnyStep = Omit<StepWords<Fields, Steps, string, Fields>, 'when' | 'effects'> & {
  readonly when?: (see: unknown) => Condition
  readonly effects?: readonly AnyEffect[]
}

function holderOf({ by, byAnswer, byRules, byStep }: AnyStep, owner: string): Holder {
  if (byRules) return { rules: true }
  if (byStep !== undefined) return { step: byStep }
  return byAnswer === undefined ? { duty: by ?? owner } : { from: byAnswer }
}

/** The plain form of a step. The steps its references name come before it. */
function declareStep(draft: Draft, name: string, step: AnyStep): StepDeclaration {
  const reads = step.reads ?? []
  const named = reads.flatMap((ref) => (ref.includes('.') ? [ref.slice(0, ref.indexOf('.'))] : []))
  const condition = step.when?.(see({ ...draft.asks, ...draft.gives }))
  return {
    name,
    title: step.title,
    by: holderOf(step, draft.head.owner),
    roles: step.roles ?? ['clerk'],
    ...(step.within ? { within: step.within as Limit } : {}),
    ...(step.contactWithin ? { contactWithin: step.contactWithin } : {}),
    reads,
    after: [...new Set([...(step.after ?? []), ...(step.byStep === undefined ? [] : [step.byStep]), ...named])],
    gives: step.gives ?? {},
    ...(condition ? { when: condition.feel } : {}),
    ...(step.undo ? { undo: step.undo } : {}),
    movable: step.movable ?? true,
    ...(step.checks ? { checks: step.checks } : {}),
    ...(step.effects ? { effects: step.effects.map((effect) => declareEffect(draft, name, step, effect)) } : {}),
  }
}

/** An effect of any step. */
type AnyEffect = Omit<EffectDeclaration, 'when'> & { readonly when?: (see: unknown) => Condition }

function declareEffect(draft: Draft, name: string, step: AnyStep, { when, ...effect }: AnyEffect): EffectDeclaration {
  const condition = when?.(see({ ...draft.asks, ...draft.gives, [name]: step.gives ?? {} }))
  // Only the condition changed its form.
  return { ...effect, ...(condition ? { when: condition.feel } : {}) } as EffectDeclaration
}

function finish(draft: Draft): PackDeclaration {
  const { head, asks, steps, flow, rest } = draft
  return {
    ...head,
    flow: { asks, steps, marks: { text: Object.keys(asks)[0] ?? '', main: steps[0]?.name ?? '' }, grants: {}, ...flow },
    taxonomies: rest.taxonomies ?? {},
    messages: rest.messages ?? [],
    templates: rest.templates ?? [],
    figures: rest.figures ?? [],
    tests: rest.tests ?? [],
    ...(rest.sorting ? { sorting: rest.sorting } : {}),
    ...(rest.open311 ? { open311: rest.open311 } : {}),
    ...(rest.nearby ? { nearby: rest.nearby } : {}),
    ...(rest.hears ? { hears: rest.hears } : {}),
    ...(rest.fills ? { fills: rest.fills } : {}),
    ...(rest.joins ? { joins: rest.joins } : {}),
    ...(rest.foresees ? { foresees: rest.foresees } : {}),
  }
}

/**
 * Checks a declaration, gives it the hash of its content and freezes it. The same for a pack from the builder and for
 * one that comes as JSON.
 * @throws pack.invalid with every fault
 */
export function sealPack(declaration: PackDeclaration): Pack {
  const plain: PackDeclaration = JSON.parse(JSON.stringify(declaration))
  checkPack(plain)
  return freezeDeep({ ...plain, hash: contentHash(plain) })
}
