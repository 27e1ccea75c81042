import { type Random, randomOf, randomWhole } from '../../../../kernel/codes/index.ts'
import type { Words } from '../../../../kernel/words.ts'

/** The commonest surnames with their readings, as often here as roughly in life. */
const surnames =
  '王Wang 王Wang 王Wang 李Li 李Li 李Li 张Zhang 张Zhang 张Zhang 刘Liu 刘Liu 陈Chen 陈Chen 陈Chen 杨Yang 黄Huang 赵Zhao 吴Wu 周Zhou 周Zhou 徐Xu 徐Xu 孙Sun 马Ma 朱Zhu 朱Zhu 胡Hu 郭Guo 何He 林Lin 高Gao 罗Luo 郑Zheng 梁Liang 谢Xie 宋Song 唐Tang 许Xu 邓Deng 韩Han 冯Feng 曹Cao 彭Peng 曾Zeng 肖Xiao 田Tian 董Dong 潘Pan 袁Yuan 蔡Cai 蒋Jiang 余Yu 于Yu 杜Du 叶Ye 程Cheng 魏Wei 苏Su 吕Lü 丁Ding 任Ren 卢Lu 姚Yao 沈Shen 钟Zhong 姜Jiang 崔Cui 谭Tan 陆Lu 顾Gu 钱Qian 汤Tang 金Jin 施Shi 倪Ni 严Yan 华Hua 薛Xue 秦Qin 邵Shao 夏Xia 俞Yu 季Ji 龚Gong'
const women =
  '敏min 静jing 丽li 艳yan 芳fang 娟juan 霞xia 婷ting 雪xue 琳lin 慧hui 颖ying 洁jie 莉li 萍ping 红hong 玲ling 英ying 华hua 兰lan 梅mei 燕yan 佳jia 悦yue 欣xin 怡yi 晓xiao 雯wen 瑶yao 琪qi 倩qian 蕾lei 珍zhen 凤feng 秀xiu 云yun 月yue 妍yan 彤tong 萱xuan'
const men =
  '伟wei 强qiang 磊lei 军jun 勇yong 杰jie 涛tao 明ming 超chao 刚gang 平ping 辉hui 鹏peng 华hua 飞fei 斌bin 波bo 宇yu 浩hao 凯kai 健jian 俊jun 帆fan 峰feng 建jian 国guo 志zhi 文wen 海hai 东dong 晨chen 阳yang 博bo 睿rui 轩xuan 哲zhe 嘉jia 毅yi 昊hao 诚cheng'

type Reading = readonly [zh: string, en: string]
const pairs = (text: string): readonly Reading[] => text.split(' ').map((entry) => [entry.slice(0, 1), entry.slice(1)])

const surnameList = pairs(surnames)
const givenOf = { female: pairs(women), male: pairs(men) }

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** A common name made of common characters: 周敏, Zhou Min. Like so many real people's, and meant for none. */
export function personName(random: Random, sex: 'female' | 'male'): Words {
  const [surname, surnameLatin] = randomOf(random, surnameList)
  const count = random() < 0.35 ? 1 : 2
  const given = Array.from({ length: count }, () => randomOf(random, givenOf[sex]))
  const latin = given.map(([, en]) => en).join('')
  return { zh: surname + given.map(([zh]) => zh).join(''), en: `${surnameLatin} ${capital(latin)}` }
}

/**
 * A phone number that rings nowhere: prefix 142, which the numbering plan had given to nobody when this was written.
 * [to be confirmed against the ministry's current plan]
 */
export const personPhone = (random: Random): string =>
  `142${String(randomWhole(random, 0, 99_999_999)).padStart(8, '0')}`
