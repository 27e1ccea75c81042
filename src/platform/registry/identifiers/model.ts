import type { Actor } from '../../../kernel/access/index.ts'
import type { CodeReading } from '../../../kernel/codes/index.ts'
import type { Geometry } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'

/** What a code stands for, as the asker may see it. */
export type ResolvedThing = {
  /** The thing's own URI. */
  readonly uri: string
  /** One word for its kind: division, address, entity, code. */
  readonly kind: string
  readonly title: Words
  /** Types as IRIs, for linked data. */
  readonly types: readonly string[]
  /** Its present state, plain JSON. */
  readonly state: Readonly<Record<string, unknown>>
  readonly geometry?: Geometry
  /** The screen that shows it, a path of this site. */
  readonly screen?: string
  /** Where programs find more: relation (IANA or plain word) to a path of this site. */
  readonly links?: Readonly<Record<string, string>>
}

/** What is asked: a code that was read, and the URI it was bound to, if any. */
export type AskedCode = { readonly scheme: string; readonly code: string; readonly thing?: string }

/** Somebody who knows things by their code: a later room adds one through `registry.identifiers.add`. */
export type ThingFinder = (asked: AskedCode, actor: Actor) => Promise<ResolvedThing | undefined>

/** A scheme of codes that `/id/{scheme}/{code}` answers to. A new one is one file in `schemes/` and one line in `schemes.ts`. */
export type IdentifierScheme = {
  readonly id: string
  readonly title: Words
  readonly standard: string
  /** What a right code looks like. */
  readonly example: string
  /** Checks form and check digits; the code in its canonical form, and what it says by itself. */
  read(text: string): CodeReading<unknown>
  /** How people read it. */
  format(code: string): string
  /** What the registry itself knows by this code. */
  readonly find?: ThingFinder
}
