import { Type } from 'typebox'

/** A text in both languages, as it goes over the wire. */
export const WordsSchema = Type.Object({ zh: Type.String(), en: Type.String() })
