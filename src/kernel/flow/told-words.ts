import type { Words } from '../words.ts'
import type { CaseState } from './state.ts'

/** A text as long as this may be one that was cut to its field. */
const least = 20

const isOf = (text: string, whole: string): boolean =>
  text === whole || (text.length >= least && text.endsWith('…') && whole.startsWith(text.slice(0, -1)))

/**
 * A text of a case in both languages, where it is still what a machine said that told of the case (its title, its text, its reason). Forms
 * hold one language; the source has both. `undefined` where somebody wrote it.
 */
export function toldWords({ source }: Pick<CaseState, 'source'>, text: string): Words | undefined {
  const said = [source?.title, source?.text, source?.reason].find(
    (words) => words !== undefined && isOf(text, words.zh),
  )
  return said && said.en !== '' && said.en !== said.zh ? { zh: text, en: said.en } : undefined
}
