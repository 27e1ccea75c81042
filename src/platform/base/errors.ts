import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of the ground every room stands on: the edge, the database, the disk, the process. */
export const baseErrors = errorTable({
  'base.invalid': {
    kind: 'input',
    says: { zh: '提交的内容有误', en: 'What was sent does not fit' },
    todo: { zh: '请按下列各项更正后重新提交。', en: 'Correct the fields named below and send it again.' },
  },
  'base.malformed': {
    kind: 'input',
    says: { zh: '请求无法解析', en: 'The request could not be read' },
    todo: { zh: '请检查格式（JSON 应为 UTF-8 编码）。', en: 'Check its format (JSON must be UTF-8).' },
  },
  'base.unstorable': {
    kind: 'input',
    says: { zh: '文字里有无法保存的字符', en: 'A text has characters that cannot be kept' },
    todo: {
      zh: '请删去看不见的控制字符和显示不完整的表情，再提交。',
      en: 'Take out control characters and halves of emoji, then send again.',
    },
  },
  'base.unsupportedType': {
    kind: 'input',
    says: { zh: '不支持的内容类型“{type}”', en: 'The content type "{type}" is not taken here' },
    todo: {
      zh: '请改用本接口说明中的内容类型。',
      en: 'Use a content type that the description of this interface names.',
    },
  },
  'base.notAcceptable': {
    kind: 'input',
    says: { zh: '没有您要的格式', en: 'There is no such form of this' },
    todo: { zh: '可用的格式：{types}', en: 'It can be given as: {types}' },
  },
  'base.unauthenticated': {
    kind: 'unauthenticated',
    says: { zh: '请先登录', en: 'Please sign in first' },
    todo: { zh: '登录后重试，或在请求中携带有效令牌。', en: 'Sign in, or send a valid token with the request.' },
  },
  'base.forbidden': {
    kind: 'forbidden',
    says: { zh: '没有权限：{reason}', en: 'Not allowed: {reason}' },
    todo: {
      zh: '如确有需要，请联系本单位管理员。',
      en: 'If your work needs it, ask the administrator of your office.',
    },
  },
  'base.foreignOrigin': {
    kind: 'forbidden',
    says: { zh: '请求来自其他网站，已拒绝', en: 'The request came from another site and was refused' },
    todo: { zh: '请在本站页面内重新操作。', en: 'Do it again from a page of this site.' },
  },
  'base.missing': {
    kind: 'missing',
    says: { zh: '没有找到', en: 'There is nothing here' },
    todo: { zh: '请核对地址或编号。', en: 'Check the address or the number.' },
  },
  'base.tooLarge': {
    kind: 'too-large',
    says: { zh: '内容超过上限（{limit}）', en: 'It is larger than is taken here ({limit})' },
    todo: { zh: '请缩小或拆分后再提交。', en: 'Make it smaller or send it in parts.' },
  },
  'base.tooOften': {
    kind: 'limit',
    says: { zh: '请求过于频繁', en: 'Too many requests' },
    todo: { zh: '请在 {seconds} 秒后重试。', en: 'Try again in {seconds} s.' },
  },
  'base.databaseAway': {
    kind: 'unavailable',
    says: { zh: '数据库暂时不可用', en: 'The database is not available for the moment' },
    todo: {
      zh: '没有任何内容被保存一半；系统会自行恢复，请稍后重试。',
      en: 'Nothing was left half done; it recovers by itself, try again shortly.',
    },
  },
  'base.diskFull': {
    kind: 'unavailable',
    says: { zh: '磁盘空间已满，无法保存', en: 'The disk is full, nothing can be saved' },
    todo: {
      zh: '没有任何内容被保存一半；请管理员释放磁盘空间后重试。',
      en: 'Nothing was left half done; the operator must free space on the disk, then try again.',
    },
  },
  'base.stopping': {
    kind: 'unavailable',
    says: { zh: '服务正在重启', en: 'The service is restarting' },
    todo: { zh: '请稍后重试。', en: 'Try again shortly.' },
  },
  'base.failed': {
    kind: 'unavailable',
    says: { zh: '这一步没有完成', en: 'This did not go through' },
    todo: {
      zh: '请重试；如仍不成功，请将编号 {request} 告知管理员。',
      en: 'Try again; if it stays so, give the number {request} to the operator.',
    },
  },
  'base.notPhoto': {
    kind: 'input',
    says: { zh: '文件不是可识别的照片', en: 'The file is not a photo that can be read' },
    todo: { zh: '请上传 JPEG、PNG、WebP 或 GIF 图片。', en: 'Send a JPEG, PNG, WebP or GIF picture.' },
  },
})
