import { cleanText, type Message } from './message.ts'

/** An option that words of a message point to, by its place in the list, and those words. */
export type ChoiceCue = { readonly option: number; readonly words: readonly string[] }

/** Words that go with the names of kinds of messages; of the language, not of a city. */
const cues: Readonly<Record<string, readonly string[]>> = {
  咨询: [
    '咨询',
    '请问',
    '想问',
    '询问',
    '如何办理',
    '怎么办理',
    '怎样办理',
    '什么时候',
    '何时',
    '哪里办',
    '是否可以',
    '能不能',
    '可以吗',
  ],
  建议: ['建议', '希望能增', '增设', '能否增加', '倡议'],
  求助: ['求助', '求救', '请帮', '帮帮', '帮忙', '恳请', '请求解决', '盼解决', '急需'],
  投诉: ['投诉', '扰民', '乱收费', '态度恶劣', '不作为', '推诿', '严重影响', '不处理', '无人管', '没人管', '质疑'],
  举报: ['举报', '检举', '违法', '违规', '非法', '无证', '诈骗', '贪污'],
  表扬: ['表扬', '点赞', '锦旗', '特此感谢', '非常感谢'],
}
const inTitle = 4

/**
 * Which of a choice's options the message names, or speaks the language of; nothing when none, or when two are equal.
 * A word in the title counts four times.
 */
export function choiceCues(message: Message, options: readonly string[]): ChoiceCue | undefined {
  const title = cleanText(message.title)
  const text = cleanText(message.text)
  const found = options.map((name, option) => {
    const words = (cues[name] ?? [name]).filter((word) => title.includes(word) || text.includes(word))
    const weight = words.reduce((sum, word) => sum + (title.includes(word) ? inTitle : 1), 0)
    return { option, words, weight }
  })
  const [first, second] = found.toSorted((one, other) => other.weight - one.weight)
  if (!first || first.weight === 0 || first.weight === second?.weight) return undefined
  return { option: first.option, words: first.words }
}
