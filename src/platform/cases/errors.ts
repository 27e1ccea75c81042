import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of the cases room. */
export const casesErrors = errorTable({
  'case.noTaxonomy': {
    kind: 'input',
    says: { zh: '没有分类体系“{name}”，现有：{names}', en: 'There is no taxonomy "{name}"; there are: {names}' },
    todo: { zh: '请用 --taxonomy 指定其一。', en: 'Name one of them with --taxonomy.' },
  },
  'case.noClasses': {
    kind: 'input',
    says: { zh: '文件中没有分类列', en: 'The file has no column of classes' },
    todo: {
      zh: '请提供“分类编码”列（各级以 / 连接），或“一级分类”“二级分类”等列。',
      en: 'Give a column "code" (levels joined by /), or columns "level 1", "level 2" and so on.',
    },
  },
  'case.missing': {
    kind: 'missing',
    says: { zh: '没有找到这件事项', en: 'There is no such case' },
    todo: { zh: '请核对编号；也可能您无权查看', en: 'Check the number; it may also be one you may not see' },
  },
  'case.stale': {
    kind: 'conflict',
    says: { zh: '在您操作之前，这件事项有了新变化', en: 'Somebody else acted on this case before you' },
    todo: { zh: '请看最新变化，再决定是否继续', en: 'Look at what changed, then decide whether to go on' },
  },
  'case.busy': {
    kind: 'conflict',
    says: { zh: '许多人同时在办理这件事项', en: 'Many people act on this case at the same moment' },
    todo: { zh: '请稍后再试', en: 'Try again in a moment' },
  },
  'case.noPack': {
    kind: 'missing',
    says: { zh: '没有安装场景包“{pack}”', en: 'The pack "{pack}" is not installed' },
    todo: { zh: '请选择已安装的事项类型', en: 'Choose a kind of case that is installed' },
  },
  'case.begunBySystem': {
    kind: 'forbidden',
    says: {
      zh: '“{pack}”类事项由系统按信号立案，不由人提交',
      en: 'Cases of "{pack}" are begun by signals, not by people',
    },
    todo: { zh: '请用“市民诉求”反映', en: 'Report it as a message to the hotline' },
  },
  'case.begunByStaff': {
    kind: 'forbidden',
    says: { zh: '“{pack}”类事项由工作人员或系统立案', en: 'Cases of "{pack}" are begun by staff or by signals' },
    todo: { zh: '请用“市民诉求”反映', en: 'Report it as a message to the hotline' },
  },
  'case.noFile': {
    kind: 'input',
    says: { zh: '有文件不存在，或属于另一件事项', en: 'A file does not exist or belongs to another case' },
    todo: { zh: '请重新上传', en: 'Upload it again' },
  },
  'case.badCursor': {
    kind: 'input',
    says: { zh: '翻页标记无效', en: 'The page mark is not valid' },
    todo: { zh: '请从第一页重新开始', en: 'Begin again from the first page' },
  },
  'case.unknownClass': {
    kind: 'input',
    says: { zh: '分类“{class}”不在分类体系中', en: 'The class "{class}" is not in the taxonomy' },
    todo: { zh: '请从列表中选择分类', en: 'Choose a class from the list' },
  },
  'case.migration': {
    kind: 'conflict',
    says: { zh: '有 {count} 件事项不能迁移到新版本', en: '{count} cases cannot move to the new content' },
    todo: { zh: '请先办结这些事项，或修改新版本', en: 'End those cases first, or change the new content' },
  },
})
