import { usePreferences } from './preferences.ts'
import { type Say, sayOf } from './say.ts'

/** The speaking function of the language chosen now. */
export const useSay = (): Say => sayOf(usePreferences().language)
