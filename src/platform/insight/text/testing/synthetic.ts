import { type Random, randomOf, randomWhole, seeded } from '../../../../kernel/codes/index.ts'
import type { LabelledMessage } from '../message.ts'

/** Words of made-up matters, by class path; invented for tests. */
const matters: Readonly<Record<string, readonly string[]>> = {
  '交通/公交': ['公交', '班次', '站台', '司机', '线路', '候车', '末班车', '车厢'],
  '交通/停车': ['停车', '车位', '收费', '占道', '挪车', '地锁', '车库', '违停'],
  '环境/噪声': ['噪声', '施工', '夜间', '扰民', '音响', '机器', '睡觉', '轰鸣'],
  '环境/垃圾': ['垃圾', '臭味', '清运', '桶站', '苍蝇', '分类', '堆放', '污水'],
  '教育/入学': ['学校', '报名', '学区', '入学', '招生', '户口', '年级', '录取'],
  '教育/收费': ['补课', '学费', '老师', '费用', '教材', '校服', '押金', '退费'],
}
const common = [
  '小区',
  '居民',
  '希望',
  '尽快',
  '处理',
  '反映',
  '多次',
  '情况',
  '领导',
  '部门',
  '生活',
  '影响',
  '每天',
  '现在',
]

/** Class paths of the made-up messages. */
export const syntheticPaths: readonly (readonly string[])[] = Object.keys(matters).map((key) => key.split('/'))

/** Made-up messages with their class; the same seed gives the same messages. `depth` cuts the paths. */
export function syntheticMessages(seed: number, count: number, depth = 1): LabelledMessage[] {
  const random = seeded(seed)
  return Array.from({ length: count }, () => {
    const [key, words] = randomOf(random, Object.entries(matters))
    return {
      title: sentence(random, words, 3),
      text: Array.from({ length: randomWhole(random, 2, 6) }, () => sentence(random, words, 6)).join('，'),
      path: key.split('/').slice(0, depth),
    }
  })
}

function sentence(random: Random, words: readonly string[], length: number): string {
  return Array.from({ length }, () => (random() < 0.45 ? randomOf(random, words) : randomOf(random, common))).join('')
}
