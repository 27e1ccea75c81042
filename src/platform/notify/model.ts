import type { Language, Words } from '../../kernel/words.ts'

/** The ways out of the house. The inbox is inside and always told. */
export const outsideChannels = ['email', 'sms', 'webhook'] as const

/** One of them. */
export type OutsideChannel = (typeof outsideChannels)[number]

/** Where a message can be told. */
export type Channel = 'inbox' | OutsideChannel

/** What is told, in both languages; `{gaps}` are filled from the values given with it. */
export type Template = {
  /** `room.what`, unique in the city; people mute by it. */
  readonly name: string
  readonly title: Words
  readonly text: Words
  /** Does not wait for the end of quiet hours, and cannot be muted. */
  readonly urgent?: true
  /** Told outside, too, to officials who chose no channel: by SMS, or by e-mail. What one is ordered to do is no offer. */
  readonly isDuty?: true
}

/** A person with an account, or whoever reported a case and left a phone number or an e-mail address. */
export type Recipient = { readonly person: string } | { readonly reporterOf: string }

/** A value for a gap: the same in both languages, or one for each. */
export type GapValue = string | number | Words

/** What is to be told to whom. */
export type Sending = {
  readonly to: Recipient | readonly Recipient[]
  readonly template: Template
  readonly values?: Readonly<Record<string, GapValue>>
  /** Only on these; otherwise as the recipient wants. */
  readonly channels?: readonly Channel[]
  /** What it is about, `kind:id`. */
  readonly about: string
  /** Path inside the application, `/t/…`. */
  readonly link?: string
  /** It is about generated data: told in the inbox and the sandbox only. */
  readonly isDemo?: boolean
}

/** What came of it. */
export type Sent = { readonly notices: number; readonly messages: number }

/** Where somebody can be reached, looked up when it is needed. */
export type Contact = {
  readonly id: string
  readonly kind: 'resident' | 'official' | 'service' | 'reporter'
  readonly language: Language
  readonly name?: string
  readonly phone?: string
  readonly email?: string
}

/** Local minutes after midnight. */
export type QuietHours = { readonly from: number; readonly to: number }

/** How somebody wants to be told. */
export type Preference = {
  readonly channels: readonly OutsideChannel[]
  readonly quiet?: QuietHours
  readonly muted: readonly string[]
}

/** Fills the gaps of a template; an unknown gap stays visible. */
export function fillTemplate(words: Words, values: Readonly<Record<string, GapValue>>): Words {
  const put = (text: string, language: Language): string =>
    text.replace(/\{(\w+)\}/g, (gap, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      if (value === undefined) return gap
      return typeof value === 'object' ? value[language] : String(value)
    })
  return { zh: put(words.zh, 'zh'), en: put(words.en, 'en') }
}
