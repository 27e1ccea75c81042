import type { Role } from '../access/index.ts'
import type { Words } from '../words.ts'

/** When an effect is due: as its step begins, or when it was completed. */
export type EffectMoment = 'opened' | 'completed'

type Common = {
  readonly name: string
  readonly title: Words
  readonly on: EffectMoment
  /** FEEL over all answers so far; without it always. */
  readonly when?: string
  /** A person of these roles must say yes first; absent: it is done by itself. */
  readonly yesBy?: readonly Role[]
}

/** Commands devices: those of a profile near the case's place, or the one that told. */
export type CommandEffect = Common & {
  readonly kind: 'command'
  readonly profile: string
  readonly command: string
  /** Metres around the case's place; `source` commands the devices that are its sources. */
  readonly reach: { readonly metres: number } | 'source'
  readonly input: Readonly<Record<string, number | string | boolean>>
}

/** Tells people inside an area something (公告): heard by the room that sends. */
export type NoticeEffect = Common & {
  readonly kind: 'notice'
  /** Metres around the case's place. */
  readonly metres: number
  /** `{gaps}`: address, number. */
  readonly text: Words
  /** The end of what an earlier notice told. */
  readonly isEnd?: true
}

/** Asks another room for something about the place: a forecast, a sign anew. The answer comes back as `effect-told`. */
export type AskEffect = Common & { readonly kind: 'ask'; readonly what: 'forecast' | 'sign'; readonly of: string }

/** What a step does beside being worked on, as plain data. */
export type EffectDeclaration = CommandEffect | NoticeEffect | AskEffect

/** How far one target of an effect is. */
export type EffectAnswer = 'sent' | 'delivered' | 'done' | 'refused' | 'expired' | 'cancelled'

/** One run of an effect: a step that is done again has it again. */
export type EffectRun = {
  /** `effect/round`. */
  readonly run: string
  readonly effect: string
  readonly step: string
  /** `asked`: waits for a person's yes; `wanted`: goes out; `begun`: went out; `declined`: somebody said no. */
  readonly state: 'asked' | 'wanted' | 'begun' | 'declined'
  readonly targets: readonly { readonly id: string; readonly state: EffectAnswer; readonly text?: string }[]
  /** Why it went to nobody, or what a person said. */
  readonly note?: string
}

/** The name of one run. */
export const runOf = (effect: string, round: number): string => `${effect}/${round}`
