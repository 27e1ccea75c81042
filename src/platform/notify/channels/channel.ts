import type { Contact } from '../model.ts'

/** A message ready to go out on a channel. */
export type Letter = {
  readonly id: string
  readonly to: Contact
  readonly title: string
  readonly text: string
  /** Absolute address, when there is one. */
  readonly link?: string
}

/** What a channel says of a letter. `refused` will never work, so it is not tried again. */
export type Outcome =
  | { readonly kind: 'sent'; readonly providerId?: string }
  | { readonly kind: 'refused'; readonly fault: string }
  | { readonly kind: 'failed'; readonly fault: string }

/** A way out: how it sends, and how an address looks in the log. */
export type Carrier = {
  /** The masked address, or nothing when this person cannot be reached here. */
  shownTo(to: Contact): string | undefined
  /** Sends; nothing when no provider is configured, so that the letter goes to the sandbox. */
  send?(letter: Letter): Promise<Outcome>
}
