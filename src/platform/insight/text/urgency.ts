import { cleanText, type Message } from './message.ts'

/** How urgent a message seems: 0 ordinary, 1 urgent, 2 an emergency now; and the words that say so. */
export type UrgencySuggestion = { readonly level: 0 | 1 | 2; readonly words: readonly string[] }

/** What stands before a word when the thing has not happened: prevention, denial, question, drill. */
const notHappened =
  /(?:预防|防止|防范|避免|以防|谨防|杜绝|没有|并未|未曾|无|不会|不能|会不会|是否|如果|假如|万一|演练|宣传|培训|去年|前年)[^,。!?;]{0,4}$/u
/** Words that say it is happening now, or that somebody is in it. */
const happening =
  /正在|现在|刚刚|此刻|马上|立即|立刻|赶紧|快来|救命|急救|里面有人|有人受伤|有人昏迷|火势|浓烟|昏迷|大出血/u

/**
 * Urgency by declared words (燃气泄漏, 着火, 被困 …): one that stands in the message and is not prevented, denied or in the past
 * makes it urgent; with words that say it happens now, an emergency. It only suggests; a person decides.
 */
export function urgencyOf(message: Message, urgentWords: readonly string[]): UrgencySuggestion {
  const text = cleanText(`${message.title} 。${message.text}`)
  const words = urgentWords.filter((word) => happens(text, cleanText(word)))
  if (words.length === 0) return { level: 0, words }
  const cue = happening.exec(text)?.[0]
  return cue === undefined ? { level: 1, words } : { level: 2, words: [...words, cue] }
}

function happens(text: string, word: string): boolean {
  if (word === '') return false
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!notHappened.test(text.slice(Math.max(0, at - 10), at))) return true
  }
  return false
}
