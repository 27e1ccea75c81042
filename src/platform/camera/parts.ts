import type { Actor, Resource } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Base } from '../base/index.ts'

/** An office that answers for a place. */
export type PlaceOffice = { readonly office: string; readonly path: string }

/** A case as this room needs it. */
export type CaseKnown = { readonly id: string; readonly number: string; readonly resource: Resource }

/** What this room asks of cases. */
export type CameraCases = {
  /** The case that a signal opened or joined, once it was heard. */
  ofSignal(signal: string): Promise<CaseKnown | undefined>
  /** A case by its number, if this person may see it. */
  find(number: string, actor: Actor): Promise<CaseKnown | undefined>
  /** Keeps a masked picture so that a case can show it. @returns its id among the files of cases */
  keepPicture(picture: CasePicture): Promise<string>
}

/** A masked picture, as it lies in the store of files. */
export type CasePicture = {
  readonly display: string
  readonly thumb: string
  readonly width: number
  readonly height: number
  readonly name: string
  readonly by: string
}

/** What the camera room stands on. */
export type CameraParts = {
  readonly base: Base
  readonly cases: CameraCases
  /** Where a point lies; `undefined` outside the city. */
  readonly placeOf: (
    point: readonly [number, number],
  ) => (PlaceOffice & { readonly division?: string; readonly address?: string }) | undefined
  readonly office: (id: string) => (PlaceOffice & { readonly title: Words }) | undefined
}
