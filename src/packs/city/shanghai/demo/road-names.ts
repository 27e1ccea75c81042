import { type Random, randomWhole } from '../../../../kernel/codes/index.ts'
import type { Words } from '../../../../kernel/words.ts'

/** First and second characters of invented names, with their readings: 1,936 pairs. */
const first =
  '霁ji 澄cheng 岫xiu 沁qin 皓hao 聿yu 芃peng 蔚wei 翊yi 璟jing 屿yu 昀yun 绮qi 蕴yun 筠yun 晏yan 漪yi 澹dan 翎ling 珺jun 珩heng 瑾jin 黎li 苒ran 荟hui 葳wei 蓁zhen 衍yan 谧mi 隽jun 霏fei 韶shao 颐yi 鹭lu 麓lu 沄yun 汐xi 泠ling 洛luo 涵han 溯su 潋lian 煦xu 熙xi'
const second =
  '川chuan 桥qiao 汀ting 洲zhou 浦pu 渚zhu 湾wan 源yuan 溪xi 潭tan 岭ling 峰feng 坪ping 庭ting 廊lang 苑yuan 园yuan 林lin 松song 柏bai 梧wu 桐tong 槐huai 樟zhang 榆yu 竹zhu 兰lan 荷he 菱ling 菊ju 莲lian 薇wei 禾he 穗sui 茗ming 泉quan 帆fan 舟zhou 渔yu 鸣ming 雁yan 鹤he 云yun 霞xia'

const pairsOf = (text: string): readonly (readonly [zh: string, reading: string])[] =>
  text.split(' ').map((entry) => [entry.slice(0, 1), entry.slice(1)])

const firsts = pairsOf(first)
const seconds = pairsOf(second)

/** The n-th invented stem, each pair once before any comes again with a number: 霁川, Jichuan. */
export function inventedStem(index: number): Words {
  const total = firsts.length * seconds.length
  // A step that shares no factor with the total walks through all pairs, neighbours looking unlike.
  const at = (index * 1223) % total
  const [a, readingA] = firsts[at % firsts.length] ?? ['霁', 'ji']
  const [b, readingB] = seconds[Math.floor(at / firsts.length)] ?? ['川', 'chuan']
  const joint = /^[aeo]/.test(readingB) ? "'" : ''
  const round = Math.floor(index / total)
  const suffix = round === 0 ? '' : String(round + 1)
  const latin = `${readingA}${joint}${readingB}`
  return { zh: a + b + suffix, en: latin.slice(0, 1).toUpperCase() + latin.slice(1) + suffix }
}

const compoundEndings: readonly Words[] = [
  { zh: '苑', en: 'Court' },
  { zh: '新村', en: 'Xincun' },
  { zh: '花园', en: 'Garden' },
  { zh: '小区', en: 'Estate' },
  { zh: '家园', en: 'Homes' },
  { zh: '公寓', en: 'Apartments' },
]

/** A residential compound (小区) named after a stem. */
export function compoundName(stem: Words, random: Random): Words {
  const ending = compoundEndings[randomWhole(random, 0, compoundEndings.length - 1)] ?? { zh: '苑', en: 'Court' }
  return { zh: stem.zh + ending.zh, en: `${stem.en} ${ending.en}` }
}
