import { errorTable } from '../../../kernel/errors/index.ts'

/** What can go wrong in learning from messages. */
export const textErrors = errorTable({
  'insight.too-few-examples': {
    kind: 'input',
    says: {
      zh: '可供学习的样本不足：至少需要两个类别，每类不少于 {least} 条；现有 {classes} 个类别、{messages} 条。',
      en: 'There is too little to learn from: at least two classes with {least} messages each are needed; there are {classes} classes and {messages} messages.',
    },
    todo: {
      zh: '请导入更多已分类的诉求，或在分拣台多确认一些类别后再训练。',
      en: 'Import more messages that carry a class, or confirm more classes at the sorting desk, then train again.',
    },
  },
  'insight.model-broken': {
    kind: 'conflict',
    says: {
      zh: '模型文件无法读取：{why}。',
      en: 'The model cannot be read: {why}.',
    },
    todo: {
      zh: '请启用另一个版本，或重新训练。',
      en: 'Activate another version, or train again.',
    },
  },
})
