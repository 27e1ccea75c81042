import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of the camera room. */
export const cameraErrors = errorTable({
  'camera.term': {
    kind: 'input',
    says: { zh: '应为 {least} 至 {most} 的整数', en: 'A whole number from {least} to {most} is wanted' },
    todo: { zh: '请在规定范围内填写', en: 'Stay within the bounds' },
  },
  'camera.missing': {
    kind: 'missing',
    says: { zh: '没有找到', en: 'It was not found' },
    todo: { zh: '请从列表中重新打开', en: 'Open it anew from the list' },
  },
  'camera.noEvent': {
    kind: 'input',
    says: { zh: '缺少事件或图片', en: 'The event or its picture is missing' },
    todo: {
      zh: '请以 multipart/form-data 提交：event（JWS 紧凑格式）在前，picture（图片）在后',
      en: 'Send multipart/form-data: event (compact JWS) first, then picture',
    },
  },
  'camera.badSignature': {
    kind: 'unauthenticated',
    says: { zh: '签名无效：{reason}', en: 'The signature is not good: {reasonEn}' },
    todo: {
      zh: '以已登记来源的 Ed25519（EdDSA）或 P-256（ES256）私钥签名，头部 kid 为公钥指纹（RFC 7638）',
      en: 'Sign with the Ed25519 (EdDSA) or P-256 (ES256) key of a registered source; kid is its thumbprint (RFC 7638)',
    },
  },
  'camera.badEvent': {
    kind: 'input',
    says: { zh: '事件内容有误', en: 'The event does not fit' },
    todo: { zh: '请按下列各项更正，重新签名后再发送', en: 'Mend what is named below, sign it anew and send it again' },
  },
  'camera.clock': {
    kind: 'input',
    says: {
      zh: '签名时刻 {signedAt} 与本机时钟相差过大',
      en: 'It was signed at {signedAt}, too far from the clock here',
    },
    todo: {
      zh: '请校准时钟；签名后 {minutes} 分钟内发送，积压的事件在发送时重新签名',
      en: 'Set the clock; send within {minutes} minutes of signing, and sign what was held back when it is sent',
    },
  },
  'camera.tooOld': {
    kind: 'input',
    says: { zh: '事件发生于 {seenAt}，已失去时效', en: 'It was seen at {seenAt}: too long ago, or not yet' },
    todo: {
      zh: '“{kind}”类事件只在发生后 {hours} 小时内发送',
      en: 'Send events of kind {kind} within {hours} h of being seen',
    },
  },
  'camera.outside': {
    kind: 'input',
    says: { zh: '位置不在本市范围内', en: 'The place does not lie in this city' },
    todo: { zh: 'point 须为 [经度, 纬度]，WGS 84', en: 'point must be [longitude, latitude] in WGS 84' },
  },
  'camera.otherContent': {
    kind: 'conflict',
    says: { zh: '编号“{id}”的事件已收到，内容不同', en: 'An event "{id}" was taken before, and said something else' },
    todo: { zh: '每个事件使用新的编号', en: 'Give each event an id of its own' },
  },
  'camera.otherPicture': {
    kind: 'input',
    says: { zh: '图片与签名的 SHA-256 不符', en: 'The picture is not the one whose SHA-256 was signed' },
    todo: { zh: '对所发送图片的字节计算 SHA-256', en: 'Take the SHA-256 of the very bytes that are sent' },
  },
  'camera.badPicture': {
    kind: 'input',
    says: { zh: '图片不能使用：{reason}', en: 'The picture cannot be used: {reasonEn}' },
    todo: {
      zh: '发送单帧、正向（无 EXIF 旋转）的 JPEG、PNG 或 WebP，不超过 {mebibytes} MiB、{megapixels} 百万像素',
      en: 'Send one upright frame (no EXIF turning) as JPEG, PNG or WebP of at most {mebibytes} MiB and {megapixels} megapixels',
    },
  },
  'camera.busy': {
    kind: 'limit',
    says: { zh: '正在处理的图片过多', en: 'Too many pictures are being worked on' },
    todo: { zh: '请在几秒后重发', en: 'Send it again in a few seconds' },
  },
  'camera.badKey': {
    kind: 'input',
    says: { zh: '公钥不能使用：{reason}', en: 'The public key cannot be used: {reasonEn}' },
    todo: {
      zh: '请提供 Ed25519 或 P-256 公钥（PEM，以 -----BEGIN PUBLIC KEY----- 开头）；私钥不要发给任何人',
      en: 'Give an Ed25519 or P-256 public key as PEM (-----BEGIN PUBLIC KEY-----); a private key is given to nobody',
    },
  },
  'camera.knownKey': {
    kind: 'conflict',
    says: { zh: '这把公钥已经登记过', en: 'This key was registered before' },
    todo: { zh: '每个来源使用自己新生成的密钥', en: 'Make a new key for each source' },
  },
  'camera.knownSource': {
    kind: 'conflict',
    says: { zh: '来源“{id}”已经存在', en: 'There is a source "{id}" already' },
    todo: { zh: '换一个编号，或给原来源更换密钥', en: 'Choose another id, or give that source a new key' },
  },
  'camera.noOffice': {
    kind: 'input',
    says: { zh: '没有机构“{office}”', en: 'There is no office "{office}"' },
    todo: { zh: '请从机构目录中选择', en: 'Choose one from the directory' },
  },
  'camera.decided': {
    kind: 'conflict',
    says: { zh: '事件已是“{state}”', en: 'The event is "{state}" by now' },
    todo: { zh: '刷新后看下一条', en: 'Read it anew, and go on to the next' },
  },
  'camera.needsCase': {
    kind: 'input',
    says: {
      zh: '这一目的须填写事项编号，且该事项存在并可由您查看',
      en: 'For this purpose name a case that is there and that you may see',
    },
    todo: { zh: '请填写完整的事项编号', en: 'Give its whole number' },
  },
  'camera.askedBefore': {
    kind: 'conflict',
    says: { zh: '您对这张图片的申请正在等待答复', en: 'Your request for this picture waits for an answer' },
    todo: { zh: '请等待答复，或撤回后重新申请', en: 'Wait for it, or take it back and ask anew' },
  },
  'camera.ownName': {
    kind: 'forbidden',
    says: { zh: '代理岗位不能申请或查看原图', en: 'A full view is neither asked for nor had by deputy' },
    todo: {
      zh: '请以本人岗位办理，或由在岗人员申请',
      en: 'Do it by a post of your own, or let somebody who is here ask',
    },
  },
  'camera.fourEyes': {
    kind: 'forbidden',
    says: { zh: '不能批准：{reason}', en: 'You cannot approve it: {reasonEn}' },
    todo: { zh: '须由另一名有权人员以本人岗位批准', en: 'Somebody else must, by a post in his own name' },
  },
  'camera.requestState': {
    kind: 'conflict',
    says: { zh: '申请的状态已变为“{state}”', en: 'The request is "{state}" by now' },
    todo: { zh: '刷新后再看', en: 'Read it anew' },
  },
  'camera.notOpen': {
    kind: 'forbidden',
    says: { zh: '没有有效的查看许可', en: 'Nothing lets you see this picture now' },
    todo: {
      zh: '请申请查看；许可由他人批准，限时有效',
      en: 'Ask for it; somebody else approves it, for a limited time',
    },
  },
  'camera.destroyed': {
    kind: 'missing',
    says: { zh: '原图已按期限销毁', en: 'The picture was destroyed when its time was over' },
    todo: { zh: '只保留遮蔽后的图片', en: 'Only the masked one remains' },
  },
})
