import type { CaseState, Channel, Source } from '../../../kernel/flow/index.ts'
import { findValue } from '../../../kernel/flow/index.ts'
import type { Pack, Signal, SignalSource } from '../../../kernel/pack/index.ts'
import type { PlaceValue } from '../../../kernel/record/index.ts'
import type { Words } from '../../../kernel/words.ts'

/** What the things room tells of an alarm: its `AlarmEvent`. */
type Alarm = {
  readonly alarm: string
  readonly rule: string
  readonly device: string
  readonly entity?: string
  readonly title: Words
  readonly text: Words
  readonly class: string
  readonly office?: string
  readonly severity: string
  readonly at: string
  readonly value: number | null
  readonly point: readonly [number, number] | null
  readonly division: string | null
  readonly path: string | null
  readonly isDemo: boolean
  /** The figures that led to it, where a rule reads several. */
  readonly reason?: Words
  readonly facts?: Readonly<Record<string, string | number | boolean>>
}

/** An alarm as a signal. */
export const signalOfAlarm = (alarm: Alarm): Signal => ({
  ...{
    id: alarm.alarm,
    source: 'alarm',
    kind: alarm.rule,
    who: alarm.device,
    level: alarm.severity,
    class: alarm.class,
  },
  ...{ title: alarm.title, text: alarm.text, at: alarm.at, external: alarm.alarm },
  ...(alarm.entity !== undefined && { entity: alarm.entity }),
  ...(alarm.value !== null && { value: alarm.value }),
  ...(alarm.point && { point: alarm.point }),
  ...(alarm.division !== null && { division: alarm.division }),
  ...(alarm.path !== null && { path: alarm.path }),
  ...(alarm.office !== undefined && { office: alarm.office }),
  ...(alarm.reason && { reason: alarm.reason }),
  ...((alarm.reason || alarm.facts) && {
    facts: { ...alarm.facts, ...(alarm.reason && { reason: alarm.reason.zh }) },
  }),
  ...(alarm.isDemo && { isDemo: true }),
})

const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Somebody's report as a signal: what he said, where; its class once it was sorted. */
export function signalOfReport(state: CaseState, pack: Pack): Signal {
  const { marks } = pack.flow
  const marked = (ref: string | undefined) => (ref === undefined ? undefined : findValue(state, ref))
  const place = marked(marks.place) as PlaceValue | undefined // a `place` field holds nothing else
  const said = asText(marked(marks.text))
  const sorted = asText(marked(marks.class))
  return {
    ...{ id: state.id, source: 'report', kind: state.pack, who: state.id },
    ...(sorted !== '' && { class: sorted }),
    title: { zh: asText(marked(marks.title)), en: asText(marked(marks.title)) },
    text: { zh: said, en: said },
    at: new Date(state.openedAt).toISOString(),
    ...(place?.point && { point: place.point }),
    ...(place?.address !== undefined && { address: place.address }),
    ...(place?.division !== undefined && { division: place.division }),
    ...(state.origin.demo && { isDemo: true }),
  }
}

/** The door through which each kind of signal comes. */
export const channelOf: Readonly<Record<SignalSource, Channel>> = {
  ...{ alarm: 'device', camera: 'camera', patrol: 'patrol', sign: 'sign', report: 'portal', system: 'api' },
}

/** A signal as a source of a case. */
export const sourceOf = (signal: Signal, kind: string): Source => ({
  ...{ id: signal.who, kind, channel: channelOf[signal.source], at: Date.parse(signal.at) },
  ...{ title: signal.title, text: signal.text },
  ...(signal.reason && { reason: signal.reason }),
  ...(signal.value !== undefined && { value: signal.value }),
  ...(signal.point && { point: signal.point }),
  ...(signal.external !== undefined && { external: signal.external }),
  ...(signal.entity !== undefined && { entity: signal.entity }),
  ...(signal.isDemo && { isDemo: true }),
})
