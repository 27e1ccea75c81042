import type { Words } from '../../../kernel/words.ts'
import { firstLevel, weakestFirst } from '../text/index.ts'
import type { ModelVersion } from './models.ts'

/** One question of an assessment, and its answer. */
export type RiskAnswer = { readonly question: Words; readonly answer: Words }

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
const list = (words: readonly string[]): string => words.join('、')

/**
 * The risk card of a version: what it is for, what it was taught, how wrong it is, what that may do to people, and who may
 * overrule it. For the assessment before use and the explanation that PIPL asks for (articles 24 and 55).
 */
export function riskCard({ card, hash, field }: ModelVersion, bar: number): readonly RiskAnswer[] {
  const top = firstLevel(card)
  const { training } = card
  const weak = top
    ? weakestFirst(top)
        .slice(0, 3)
        .map(({ path, f1, support }) => `${path.join('/')} (F1 ${f1.toFixed(2)}, ${support})`)
    : []
  const above = top?.bars.find(({ least }) => least >= bar)
  return [
    {
      question: { zh: '用途', en: 'What it is for' },
      answer: {
        zh: `为新诉求建议“${field}”，供分拣人员接受或更正；不用于评价任何人，不作任何对个人权益有影响的决定。`,
        en: `Suggests "${field}" for new messages, for a sorter to accept or correct; it judges no person and takes no decision on anybody's rights.`,
      },
    },
    {
      question: { zh: '学习材料', en: 'What it was taught' },
      answer: {
        zh: `${training.messages} 条已由人确定类别的诉求（${training.description}），另有 ${training.background} 条未分类诉求只用于统计用词的常见程度；近似重复 ${training.nearDuplicates} 条，未学习的罕见类别 ${training.leftOut.length} 个。不使用姓名、电话等身份信息字段。`,
        en: `${training.messages} messages whose class people decided (${training.description}); ${training.background} others only to count how common words are; ${training.nearDuplicates} near-duplicates; ${training.leftOut.length} classes too rare to learn. Fields that identify people (name, phone) are not used.`,
      },
    },
    {
      question: { zh: '误差', en: 'How wrong it is' },
      answer: top
        ? {
            zh: `${top.folds} 折交叉验证：正确率 ${percent(top.accuracy)}，宏平均 F1 ${top.macroF1.toFixed(3)}，把握度校准误差 ${percent(top.calibration.error)}。最弱的类别：${list(weak)}。`,
            en: `${top.folds}-fold cross-validation: ${percent(top.accuracy)} right, macro-F1 ${top.macroF1.toFixed(3)}, calibration error ${percent(top.calibration.error)}. Weakest classes: ${weak.join(', ')}.`,
          }
        : { zh: '没有可用的检验结果', en: 'No validation figures' },
    },
    {
      question: { zh: '出错的后果', en: 'What a mistake does' },
      answer: {
        zh: '诉求可能先派给不负责的单位，被退回后延误；紧急诉求由声明的词表单独判断，不依赖本模型。',
        en: 'A message may first go to an office that does not answer for it, come back and lose time; urgency is judged by declared words as well, not by this model alone.',
      },
    },
    {
      question: { zh: '把关', en: 'What holds it back' },
      answer: {
        zh: `把握度低于 ${percent(bar)} 时明确标为“需人工判断”${above ? `；检验中达到 ${percent(above.least)} 的占 ${percent(above.share)}，其中正确 ${percent(above.accuracy)}` : ''}。任何诉求都由人确认后派出。`,
        en: `Below ${percent(bar)} it is marked for a person to judge${above ? `; in validation ${percent(above.share)} reached ${percent(above.least)}, of which ${percent(above.accuracy)} were right` : ''}. A person confirms every dispatch.`,
      },
    },
    {
      question: { zh: '谁可以推翻', en: 'Who may overrule it' },
      answer: {
        zh: '分拣人员可更正每一条建议，承办单位可退回；管理员和数据专员可停用本版本、启用较早版本或重新训练。每次更正都会用于下一版本。',
        en: 'A sorter corrects any suggestion, an office sends a case back; administrators and data officers put another version to use or train anew. Each correction teaches the next version.',
      },
    },
    {
      question: { zh: '如何解释', en: 'How it is explained' },
      answer: {
        zh: '每条建议都列出起作用的词语及其正负权重，各项之和等于得分。',
        en: 'Each suggestion lists the words that weighed, with sign; they sum to the score.',
      },
    },
    {
      question: { zh: '如何重现', en: 'How to make it again' },
      answer: {
        zh: `方法：${card.method}；随机种子 ${card.seed}；内容摘要 ${hash.slice(0, 16)}…`,
        en: `Method: ${card.method}; seed ${card.seed}; content hash ${hash.slice(0, 16)}…`,
      },
    },
  ]
}
