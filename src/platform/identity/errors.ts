import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of people, offices, posts, sessions and tokens. */
export const identityErrors = errorTable({
  'identity.wrongPassword': {
    kind: 'unauthenticated',
    says: { zh: '登录名或密码不正确', en: 'The login or the password is not right' },
    todo: {
      zh: '请核对后重试；忘记密码请联系本单位管理员获取重置链接。',
      en: 'Check both and try again; if the password is lost, ask the administrator of your office for a link.',
    },
  },
  'identity.tooManyTries': {
    kind: 'limit',
    says: { zh: '登录失败次数过多', en: 'Too many failed attempts to sign in' },
    todo: { zh: '请在 {seconds} 秒后重试。', en: 'Try again in {seconds} s.' },
  },
  'identity.badToken': {
    kind: 'unauthenticated',
    says: { zh: '令牌无效、已过期或已被撤销', en: 'The token is not valid, has expired or was revoked' },
    todo: { zh: '请换用新的令牌。', en: 'Get a new token and send that.' },
  },
  'identity.inactive': {
    kind: 'unauthenticated',
    says: { zh: '该账号已停用', en: 'This account is not active' },
    todo: { zh: '请联系本单位管理员。', en: 'Ask the administrator of your office.' },
  },
  'identity.badPasskey': {
    kind: 'unauthenticated',
    says: { zh: '通行密钥验证未通过', en: 'The passkey could not be verified' },
    todo: { zh: '请重试，或改用密码登录。', en: 'Try again, or sign in with the password.' },
  },
  'identity.passkeysNeedName': {
    kind: 'conflict',
    says: {
      zh: '通过 IP 地址（{host}）访问时无法使用通行密钥',
      en: 'Passkeys do not work while the city is reached by address ({host})',
    },
    todo: {
      zh: '请改用域名访问（本机可用 localhost）。',
      en: 'Open the city by its host name (on this machine: localhost).',
    },
  },
  'identity.badLink': {
    kind: 'missing',
    says: { zh: '链接无效、已使用或已过期', en: 'This link is not valid, was used or has expired' },
    todo: { zh: '请向管理员索取新的链接。', en: 'Ask the administrator for a new one.' },
  },
  'identity.badSetupToken': {
    kind: 'forbidden',
    says: { zh: '初始化口令不正确', en: 'The set-up code is not right' },
    todo: {
      zh: '请使用服务启动时在终端显示的口令；重启服务会显示新的口令。',
      en: 'Use the code that the server printed when it started; a restart prints a new one.',
    },
  },
  'identity.setUpAlready': {
    kind: 'conflict',
    says: { zh: '本市已完成初始化', en: 'This city has been set up already' },
    todo: { zh: '请直接登录。', en: 'Sign in instead.' },
  },
  'identity.weakPassword': {
    kind: 'input',
    says: { zh: '密码不符合要求', en: 'This password cannot be used' },
    todo: { zh: '请换一个更长、更难猜的密码。', en: 'Choose one that is longer and harder to guess.' },
  },
  'identity.loginTaken': {
    kind: 'conflict',
    says: { zh: '登录名“{login}”已被使用', en: 'The login "{login}" is taken' },
    todo: { zh: '请换一个登录名。', en: 'Choose another one.' },
  },
  'identity.badLogin': {
    kind: 'input',
    says: { zh: '登录名不能使用', en: 'This login cannot be used' },
    todo: { zh: '请使用 2 至 64 个不含空格的字符。', en: 'Use 2 to 64 characters without blanks.' },
  },
  'identity.noPerson': {
    kind: 'missing',
    says: { zh: '没有这个人', en: 'There is no such person' },
    todo: { zh: '请核对登录名或编号。', en: 'Check the login or the number.' },
  },
  'identity.severalPeople': {
    kind: 'conflict',
    says: { zh: '有多人名为“{name}”', en: 'Several people are called "{name}"' },
    todo: { zh: '请改用登录名或编号：{ids}', en: 'Give the login or one of the ids: {ids}' },
  },
  'identity.noOffice': {
    kind: 'missing',
    says: { zh: '没有机构“{office}”', en: 'There is no office "{office}"' },
    todo: { zh: '请从机构目录中选择。', en: 'Choose one from the directory of offices.' },
  },
  'identity.officeTaken': {
    kind: 'conflict',
    says: { zh: '机构编号“{office}”已被使用', en: 'The office id "{office}" is taken' },
    todo: {
      zh: '请换一个编号；已撤销机构的编号不再使用。',
      en: 'Choose another; ids of abolished offices are not used again.',
    },
  },
  'identity.officeAbolished': {
    kind: 'conflict',
    says: { zh: '机构“{office}”已撤销', en: 'The office "{office}" was abolished' },
    todo: { zh: '请改选其承接机构或其他现有机构。', en: 'Choose its successor or another open office.' },
  },
  'identity.officeMisplaced': {
    kind: 'input',
    says: {
      zh: '机构“{office}”（{level}）不能隶属于“{parent}”（{parentLevel}）',
      en: 'The office "{office}" ({level}) cannot stand below "{parent}" ({parentLevel})',
    },
    todo: {
      zh: '上级机构的层级不能低于下级。',
      en: 'An office stands below one of its own level or a higher one, never below itself.',
    },
  },
  'identity.officeHasChildren': {
    kind: 'conflict',
    says: { zh: '机构“{office}”下仍有 {count} 个机构', en: 'The office "{office}" still has {count} offices below it' },
    todo: {
      zh: '请先移动或撤销下级机构，或选择一并移交给承接机构。',
      en: 'Move or abolish them first, or have them handed to the successor.',
    },
  },
  'identity.officeIsRoot': {
    kind: 'conflict',
    says: { zh: '市级根机构不能移动或撤销', en: 'The office at the root of the city cannot be moved or abolished' },
    todo: { zh: '可以重命名。', en: 'It can be renamed.' },
  },
  'identity.noColumns': {
    kind: 'input',
    says: { zh: '文件缺少这些列：{columns}', en: 'The file lacks these columns: {columns}' },
    todo: { zh: '请在首行写明列名后重试。', en: 'Name them in the first row and try again.' },
  },
  'identity.offices': {
    kind: 'input',
    says: { zh: '机构数据有误', en: 'The offices do not form a tree' },
    todo: { zh: '请按下列各项更正。', en: 'Correct the rows named below.' },
  },
  'identity.noPost': {
    kind: 'missing',
    says: { zh: '没有这个岗位', en: 'There is no such post' },
    todo: { zh: '请刷新后重试。', en: 'Load the page again.' },
  },
  'identity.separateDuties': {
    kind: 'conflict',
    says: { zh: '管理员与审计员不能由同一人担任', en: 'Nobody is administrator and auditor at once' },
    todo: { zh: '请由不同的人分别担任（三员分立）。', en: 'Give the two posts to two people.' },
  },
  'identity.lastAdministrator': {
    kind: 'conflict',
    says: { zh: '这是全市最后一名管理员', en: 'This is the last administrator of the city' },
    todo: { zh: '请先任命另一名市级管理员。', en: 'Appoint another administrator of the city first.' },
  },
  'identity.noDelegation': {
    kind: 'missing',
    says: { zh: '没有这项代理', en: 'There is no such delegation' },
    todo: { zh: '请刷新后重试。', en: 'Load the page again.' },
  },
  'identity.badDelegation': {
    kind: 'input',
    says: { zh: '代理无法设立', en: 'This delegation cannot be made' },
    todo: { zh: '请按下列各项更正。', en: 'Correct what is named below.' },
  },
  'identity.noSession': {
    kind: 'missing',
    says: { zh: '没有这个会话', en: 'There is no such session' },
    todo: { zh: '它可能已结束，请刷新。', en: 'It may have ended; load the page again.' },
  },
  'identity.noToken': {
    kind: 'missing',
    says: { zh: '没有这个令牌', en: 'There is no such token' },
    todo: { zh: '它可能已被撤销，请刷新。', en: 'It may have been revoked; load the page again.' },
  },
  'identity.tokenForOther': {
    kind: 'forbidden',
    says: { zh: '不能以他人名义签发令牌', en: 'A token cannot be issued in the name of another person' },
    todo: { zh: '请为外部程序签发，或为本人签发。', en: 'Issue it for an outside program, or for yourself.' },
  },
  'identity.ownRequest': {
    kind: 'forbidden',
    says: { zh: '不能答复本人的申请', en: 'Nobody answers a request of his own' },
    todo: { zh: '请由另一名管理员答复。', en: 'Have another administrator answer it.' },
  },
  'identity.unknownScope': {
    kind: 'input',
    says: { zh: '没有权限范围“{scope}”', en: 'There is no scope "{scope}"' },
    todo: { zh: '可用的范围：{scopes}', en: 'There are: {scopes}' },
  },
  'identity.noPasskey': {
    kind: 'missing',
    says: { zh: '没有这个通行密钥', en: 'There is no such passkey' },
    todo: { zh: '请刷新后重试。', en: 'Load the page again.' },
  },
  'identity.noClient': {
    kind: 'missing',
    says: { zh: '没有这个应用', en: 'There is no such application' },
    todo: { zh: '请核对应用编号。', en: 'Check its id.' },
  },
  'identity.badClient': {
    kind: 'input',
    says: { zh: '应用登记有误', en: 'The application cannot be registered like this' },
    todo: { zh: '请按下列各项更正。', en: 'Correct what is named below.' },
  },
  'identity.noInteraction': {
    kind: 'missing',
    says: { zh: '登录请求已失效', en: 'This request to sign in is no longer open' },
    todo: { zh: '请回到原来的应用重新登录。', en: 'Go back to the application and start again.' },
  },
  'identity.oidcNeedsPublicUrl': {
    kind: 'unavailable',
    says: {
      zh: '尚未设置本市对外地址，无法为其他应用提供登录',
      en: 'The public address of this city is not set, so other applications cannot sign in here',
    },
    todo: {
      zh: '请运维人员设置环境变量 SHUDU_PUBLIC_URL 后重启。',
      en: 'The operator sets SHUDU_PUBLIC_URL and restarts.',
    },
  },
  'identity.noFirm': {
    kind: 'missing',
    says: { zh: '没有这家企业', en: 'There is no such firm' },
    todo: { zh: '请核对统一社会信用代码。', en: 'Check the unified social credit code.' },
  },
  'identity.firmTaken': {
    kind: 'conflict',
    says: { zh: '统一社会信用代码“{code}”已登记', en: 'A firm with the code "{code}" is registered already' },
    todo: { zh: '请查找已登记的企业。', en: 'Find the one that is registered.' },
  },
  'identity.badCreditCode': {
    kind: 'input',
    says: { zh: '统一社会信用代码“{code}”校验不通过', en: '"{code}" is not a unified social credit code' },
    todo: { zh: '请对照营业执照核对（GB 32100）。', en: 'Compare it with the licence (GB 32100).' },
  },
  'identity.noDataRequest': {
    kind: 'missing',
    says: { zh: '没有这项申请', en: 'There is no such request' },
    todo: { zh: '请刷新后重试。', en: 'Load the page again.' },
  },
  'identity.dataRequestOpen': {
    kind: 'conflict',
    says: { zh: '同类申请仍在办理中', en: 'A request of this kind is still open' },
    todo: { zh: '请等待答复。', en: 'Wait for the answer to it.' },
  },
  'identity.dataRequestAnswered': {
    kind: 'conflict',
    says: { zh: '该申请已答复', en: 'This request has been answered' },
    todo: { zh: '请刷新查看答复。', en: 'Load the page again to see the answer.' },
  },
})
