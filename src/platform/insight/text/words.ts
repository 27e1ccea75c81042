import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

/** A word with its part of speech in the tag set of jieba (`n` noun, `ns` place, `nr` person, `v` verb, …). */
export type TaggedWord = { readonly word: string; readonly tag: string }

let jieba: Jieba | undefined

/** The segmenter with its own dictionary; loaded at first use (about 0.1 s and 50 MB), once a thread for everybody. */
export function segmenter(): Jieba {
  jieba ??= Jieba.withDict(dict)
  return jieba
}

/** Words of a cleaned text with the short words inside long ones too (search mode): 农民工 gives 农民, 民工 and 农民工. */
export const searchWords = (text: string): string[] => segmenter().cutForSearch(text, true)

/** Words of a cleaned text, each character once, with part of speech. */
export const taggedWords = (text: string): TaggedWord[] => segmenter().tag(text, true)

/** Whether a token is a word of Chinese characters or Latin letters, so neither number, mark nor blank. */
export const isWord = (token: string): boolean => /^[\p{Script=Han}a-z]+$/u.test(token)
