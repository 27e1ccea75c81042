import { describe, expect, it } from 'vitest'
import { evidenceOf, heatOf } from './evidence.ts'
import type { TopicMessage } from './reading.ts'
import { Shelf } from './shelf.ts'
import { findSimilar, isLikelySame } from './similar.ts'
import { TopicBook } from './topic-book.ts'

const day = 86_400_000
const start = Date.UTC(2026, 2, 1)
let made = 0

const say = (title: string, text: string, more: Partial<TopicMessage> = {}): TopicMessage => {
  made++
  return { id: `m${made}`, title, text, at: start + made * 60_000, votes: 0, ...more }
}

/** Messages about other things, so that words have a commonness. */
const others = [
  ['咨询公积金提取', '请问外地户口怎样提取公积金，需要哪些材料'],
  ['公交车不准点', '早上等公交半小时也不来，上班迟到'],
  ['学校食堂太贵', '孩子学校食堂涨价，饭菜质量差'],
  ['停水通知不及时', '停水没有提前通知，居民没有储水'],
  ['办理身份证排队', '派出所窗口太少，排队两个小时'],
  ['建议增设斑马线', '老人过马路危险，希望画斑马线'],
  ['物业费上涨', '物业没有征求意见就上涨物业费'],
  ['快递柜占通道', '快递柜放在消防通道，存在隐患'],
  ['医院挂号难', '专家号总是没有，希望增加号源'],
  ['广场舞声音大', '晚上广场舞音响太大，孩子不能学习'],
  ['退休金没有调整', '退休三年养老金没有调整，请核实'],
  ['网约车乱收费', '网约车司机中途加价，平台不管'],
] as const
const background = () => others.map(([title, text]) => say(title, text))

const mixer = [
  say('丽发新城附近搅拌站噪音扰民', '丽发新城旁边的搅拌站夜里施工，灰尘和噪音很大'),
  say('A2区丽发新城搅拌站污染', '小区旁搅拌站粉尘严重，噪音不断，居民不敢开窗'),
  say('投诉丽发小区边上的搅拌站', '搅拌站灰尘大，夜里噪音，孩子咳嗽'),
]
const elsewhere = say('金泰花园附近搅拌站噪音扰民', '金泰花园旁边的搅拌站夜里施工，灰尘和噪音很大')
const otherMatter = say('丽发新城房产证迟迟不办', '丽发新城交房三年，开发商没有办理房产证')

function bookOf(...batches: readonly (readonly TopicMessage[])[]) {
  const shelf = new Shelf()
  let ids = 0
  const book = new TopicBook(shelf, () => `t${++ids}`)
  const changes = batches.map((batch) => book.add(batch))
  return { shelf, book, changes }
}

const membersOf = (book: TopicBook) =>
  [...book.topics.values()].map((pages) => pages.map(({ message }) => message.id).toSorted())
const idsOf = (messages: readonly TopicMessage[]) => messages.map(({ id }) => id).toSorted()

describe('topics', () => {
  it('form of messages about one matter at one place, not of the same matter elsewhere, not of other matters there', () => {
    const { book } = bookOf([...background(), ...mixer, elsewhere, otherMatter])
    expect(membersOf(book)).toEqual([idsOf(mixer)])
  })

  it('form the same way when messages come one by one', () => {
    const { book, changes } = bookOf(background(), ...[...mixer, elsewhere, otherMatter].map((one) => [one]))
    expect(membersOf(book)).toEqual([idsOf(mixer)])
    expect(changes.at(-2)?.placed.size).toBe(0)
  })

  it('keep matters of the whole city apart from one another', () => {
    const transfers = [
      say('咨询军人转业异地安置', '三期士官转业，想问异地安置的条件和材料'),
      say('士官转业异地安置政策咨询', '咨询士官转业异地安置需要什么条件'),
    ]
    const { book } = bookOf([...background(), ...transfers, ...mixer])
    expect(membersOf(book).toSorted()).toEqual([idsOf(transfers), idsOf(mixer)].toSorted())
  })

  it('know one place by points, and two places by points far apart, whatever their names', () => {
    const lamp = (point: TopicMessage['point']) => say('路灯不亮', '门口的路灯不亮三天了，晚上很黑', { point })
    const here = [lamp({ lng: 121.47, lat: 31.23 }), lamp({ lng: 121.4705, lat: 31.2303 })]
    const there = lamp({ lng: 121.6, lat: 31.1 })
    const { shelf } = bookOf([...background(), ...here, there])
    const [first, second] = here.map(({ id }) => shelf.find(id))
    const third = shelf.find(there.id)
    if (!first || !second || !third) throw new Error('the shelf lost a message')
    expect(shelf.relation(first, second)).toBe(1)
    expect(shelf.relation(first, third)).toBe(-0.8)
  })

  it('are taken up again as they were', () => {
    const { book } = bookOf([...background(), ...mixer])
    const topicOf = new Map(
      [...book.topics].flatMap(([topic, pages]) => pages.map(({ message }) => [message.id, topic])),
    )
    const shelf = new Shelf()
    const again = new TopicBook(shelf, () => 'new')
    again.restore([...background(), ...mixer], topicOf)
    expect(membersOf(again)).toEqual(membersOf(book))
    const late = say('丽发新城搅拌站还在施工', '丽发新城旁边搅拌站噪音和灰尘没有改善')
    expect([...again.add([late]).placed]).toEqual([[late.id, 't1']])
  })

  it('forget the oldest messages, and end with their last one', () => {
    const later = background()
    const { book, shelf } = bookOf(mixer, later)
    expect(book.topics.size).toBe(1)
    expect(book.keepLatest(later.length)).toEqual(['t1'])
    expect(shelf.size).toBe(later.length)
    expect(book.topics.size).toBe(0)
  })

  it('take a message in once', () => {
    const { book } = bookOf([...background(), ...mixer], mixer)
    expect(membersOf(book)).toEqual([idsOf(mixer)])
  })
})

describe('evidence', () => {
  const voted = mixer.map((message, at) => ({ ...message, votes: at === 0 ? 7 : 0, at: start + at * 7 * day }))
  const { book, shelf } = bookOf([...background(), ...voted])
  const pages = [...book.topics.values()][0] ?? []

  it('names the shared words, the place, the span, the votes and a message that stands for all', () => {
    const evidence = evidenceOf(shelf, pages)
    expect(evidence).toMatchObject({ messages: 3, votes: 7, from: start, to: start + 14 * day })
    expect(evidence.words.map(({ word }) => word)).toContain('搅拌站')
    expect(evidence.words.find(({ word }) => word === '搅拌站')?.messages).toBe(3)
    expect(evidence.places[0]?.name).toBe('丽发新城')
    expect(idsOf(voted)).toContain(evidence.representative)
    expect(evidence.cohesion).toBeGreaterThan(0.42)
  })

  it('halves heat every two weeks and counts votes by their logarithm', () => {
    const heat = heatOf(pages, start + 14 * day)
    expect(heat.heat).toBeCloseTo(4 / 2 + Math.SQRT1_2 + 1, 9)
    expect(heat).toMatchObject({ peakAt: start, peak: 4, thisWeek: 1, lastWeek: 1 })
    expect(heatOf(pages, start - day).heat).toBe(0)
  })
})

describe('what is alike', () => {
  const { shelf } = bookOf([...background(), ...mixer, elsewhere])

  it('finds what was said about the same thing, with words, place and days', () => {
    const asked = say('', '丽发新城边的搅拌站又在半夜施工，灰尘很大', { at: start + 3 * day })
    const found = findSimilar(shelf, asked, 0.3, 5)
    expect(idsOf(mixer)).toContain(found[0]?.id)
    expect(found[0]).toMatchObject({ places: ['丽发新城'], days: 2, metres: undefined })
    expect(found[0]?.words).toContain('搅拌站')
    expect(found.filter(isLikelySame).map(({ id }) => id)).not.toContain(elsewhere.id)
    expect(shelf.find(asked.id)).toBeUndefined()
  })

  it('finds nothing for what nobody said', () => {
    expect(findSimilar(shelf, say('', '想学游泳哪里有救生员培训'), 0.3, 5)).toEqual([])
  })
})
