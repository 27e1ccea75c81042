import { queryOptions } from '@tanstack/react-query'
import type { Fault } from '../../kernel/errors/index.ts'
import type { CityRule } from '../../kernel/responsibility/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'
import { sendForm } from './send-form.ts'

/** One version of a rule. Instants ISO. */
export type RuleVersionShown = {
  readonly id: string
  readonly version: number
  readonly from: string
  readonly until: string | null
  /** Nothing: from then on there is no such rule. */
  readonly rule: CityRule | null
  readonly why: string
  readonly enteredByName: string
  readonly enteredAt: string
  readonly isWithdrawn: boolean
}

/** A rule as it stands. */
export type RuleShown = RuleVersionShown & {
  readonly rule: CityRule
  readonly standing: 'inForce' | 'coming' | 'ended'
  readonly officeTitle: Words | null
  readonly mayChange: boolean
}

/** The rules, and which contradict one another from when on. */
export type Rules = {
  readonly items: readonly RuleShown[]
  readonly conflicts: readonly { readonly one: string; readonly other: string; readonly at: string }[]
  readonly mayMake: boolean
}

/** What nobody answers for. */
export type Gap = {
  readonly pack: string
  readonly packTitle: Words
  readonly code?: string
  readonly title?: Words
  readonly districts: readonly Words[]
}

/** What rules may name. */
export type RuleTerms = {
  readonly packs: readonly {
    readonly pack: string
    readonly title: Words
    readonly classes: readonly { readonly code: string; readonly title: Words }[]
  }[]
  readonly duties: readonly {
    readonly duty: string
    readonly level: 'city' | 'district' | 'street'
    readonly title: Words
  }[]
  readonly owners: readonly string[]
  readonly districts: readonly { readonly code: string; readonly title: Words }[]
}

/** An office that comes into question, and why. */
export type Candidate = {
  readonly office: string
  readonly officeTitle: Words | null
  readonly because: Words
  readonly rule: { readonly id: string; readonly version: number; readonly name: Words } | null
}

/** What a trial asks about; `rule` is one that is not entered. */
export type Tried = {
  readonly pack: string
  readonly code?: string
  readonly point?: readonly [number, number]
  readonly address?: string
  readonly division?: string
  readonly ownership?: string
  readonly at?: string
  readonly rule?: CityRule
  readonly id?: string
}

/** Which cases of late would have gone elsewhere. */
export type Rehearsal = {
  readonly looked: number
  readonly isCut: boolean
  readonly moved: number
  readonly cases: readonly {
    readonly id: string
    readonly number: string
    readonly title: string
    readonly openedAt: string
    readonly from: Words | null
    readonly to: Words | null
  }[]
}

/** When a version holds, and why it was entered. */
export type Entering = { readonly from?: string; readonly until?: string; readonly why: string }

const base = '/api/responsibility'

/** The city's own rules. */
export const rulesOfCityQuery = queryOptions({
  queryKey: ['responsibility', 'rules'],
  queryFn: ({ signal }) => api<Rules>(`${base}/rules`, { signal }),
})
/** The versions of a rule, the newest first. */
export const ruleHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['responsibility', 'rules', id],
    queryFn: ({ signal }) => api<readonly RuleVersionShown[]>(`${base}/rules/${id}`, { signal }),
  })
/** What nobody answers for. */
export const gapsQuery = queryOptions({
  queryKey: ['responsibility', 'gaps'],
  queryFn: ({ signal }) => api<readonly Gap[]>(`${base}/gaps`, { signal }),
})
/** What rules may name. */
export const ruleTermsQuery = queryOptions({
  queryKey: ['responsibility', 'terms'],
  queryFn: ({ signal }) => api<RuleTerms>(`${base}/terms`, { signal }),
  staleTime: 600_000,
})

/** Makes rules. */
export const makeRules = (rules: readonly CityRule[], entering: Entering) =>
  api<{ ids: string[] }>(`${base}/rules`, { method: 'POST', body: { rules, ...entering } })
/** Enters a new version of a rule. */
export const changeRule = (id: string, rule: CityRule, seen: number, entering: Entering) =>
  api<void>(`${base}/rules/${id}`, { method: 'POST', body: { rule, seen, ...entering } })
/** Ends a rule now. */
export const endRule = (id: string, seen: number, why: string) =>
  api<void>(`${base}/rules/${id}/end`, { method: 'POST', body: { seen, why } })
/** Takes a version back that is not in force yet. */
export const withdrawRule = (id: string, version: number) =>
  api<void>(`${base}/rules/${id}/withdraw`, { method: 'POST', body: { version } })
/** Who would answer here and then. */
export const tryRules = (asked: Tried) =>
  api<{ at: string; division: string | null; address: string | null; answers: readonly Candidate[]; isNamed: boolean }>(
    `${base}/try`,
    {
      method: 'POST',
      body: asked,
    },
  )
/** Which cases of the last days would have gone elsewhere. */
export const rehearseRule = (rule: CityRule, days: number, id?: string) =>
  api<Rehearsal>(`${base}/rehearse`, { method: 'POST', body: { rule, days, ...(id && { id }) } })
/** Reads a file of rules without entering it. */
export const readRulesFile = (file: File) => {
  const form = new FormData()
  form.append('file', file)
  return sendForm<{ read: number; rules: readonly CityRule[]; faults: readonly Fault[] }>(
    `${base}/read`,
    form,
    () => {},
  )
}
