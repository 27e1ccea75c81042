import type { Grant, Permission, Role } from '../../kernel/access/index.ts'

const each = (relation: Grant['relation'], ...roles: readonly Role[]): readonly Grant[] =>
  roles.map((who) => ({ who, relation }))

/** Those who sort what the city notices, each within his part of the tree. */
const watchers: readonly Role[] = ['dispatcher', 'duty-officer', 'supervisor']
const keepers: readonly Grant[] = [
  { who: 'administrator', relation: 'any', levels: ['city'] },
  { who: 'data-officer', relation: 'any', levels: ['city'] },
  ...each('over', 'administrator', 'data-officer'),
]

/**
 * What the camera room guards. An event is held by the office of its place, and by those who have its case. Who runs the city
 * registers sources and sees how good they are; no grant lets an administrator see a picture, masked or whole.
 */
export const permissions = {
  knock: {
    action: 'camera.knock',
    title: { zh: '视频分析系统上报事件', en: 'Analytics systems tell of events' },
    scope: 'camera',
    // What lets it in is its signature, which the route checks.
    grants: [
      { who: 'anyone', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  list: {
    action: 'camera.list',
    title: { zh: '列出视频事件', en: 'List camera events' },
    scope: 'camera.events',
    // What of them is seen is decided by row.
    grants: each('any', ...watchers),
    grade: 'internal',
    changes: false,
  },
  see: {
    action: 'camera.see',
    title: { zh: '查看视频事件及遮蔽后的图片', en: 'See a camera event and its masked picture' },
    scope: 'camera.events',
    grants: [...each('over', ...watchers), ...each('involved', 'clerk', 'grid-member', 'sorter', ...watchers)],
    // The source may have missed a face.
    grade: 'personal',
    changes: false,
  },
  decide: {
    action: 'camera.decide',
    title: { zh: '确认或驳回视频事件', en: 'Confirm or reject a camera event' },
    scope: 'camera.events',
    grants: each('over', 'dispatcher', 'duty-officer'),
    grade: 'internal',
    changes: true,
  },
  ask: {
    action: 'camera.ask',
    title: { zh: '申请查看原图', en: 'Ask to see a picture in full' },
    scope: 'camera.full',
    grants: [...each('over', ...watchers), ...each('holds', 'clerk')],
    grade: 'internal',
    changes: true,
  },
  answer: {
    action: 'camera.answer',
    title: { zh: '批准、拒绝或收回查看原图', en: 'Approve, refuse or revoke a full view' },
    scope: 'camera.full',
    grants: (['supervisor', 'duty-officer'] as const).map((who) => ({
      ...{ who, relation: 'over' as const },
      levels: ['city', 'district'] as const,
    })),
    grade: 'internal',
    changes: true,
  },
  requests: {
    action: 'camera.requests',
    title: { zh: '查看本人和待本人答复的申请', en: 'See one’s own requests and those one may answer' },
    scope: 'camera.full',
    grants: each('any', ...watchers, 'clerk'),
    grade: 'internal',
    changes: false,
  },
  view: {
    action: 'camera.view',
    title: { zh: '查看原图（须经批准）', en: 'See a picture in full (when approved)' },
    scope: 'camera.full',
    grants: [...each('over', ...watchers), ...each('holds', 'clerk')],
    grade: 'sensitive',
    changes: true,
  },
  log: {
    action: 'camera.log',
    title: { zh: '查看原图申请、批准和查看的记录', en: 'See who asked for, approved and saw full pictures' },
    scope: 'camera.log',
    grants: [{ who: 'auditor', relation: 'any', levels: ['city'] }],
    grade: 'internal',
    changes: false,
  },
  sources: {
    action: 'camera.sources',
    title: { zh: '查看视频分析来源及其准确率', en: 'See analytics sources and how often they are right' },
    scope: 'camera.sources',
    grants: [
      ...each('any', 'administrator', 'data-officer', 'duty-officer', 'supervisor'),
      { who: 'auditor', relation: 'any', levels: ['city'] },
    ],
    grade: 'internal',
    changes: false,
  },
  seeTerms: {
    action: 'camera.see-terms',
    title: { zh: '查看图片保存期限和查看时限', en: 'See how long pictures are kept and approvals hold' },
    scope: 'camera.sources',
    grants: [
      ...each('any', ...watchers, 'clerk', 'grid-member', 'sorter', 'administrator', 'data-officer'),
      { who: 'auditor', relation: 'any', levels: ['city'] },
    ],
    grade: 'internal',
    changes: false,
  },
  changeTerms: {
    action: 'camera.change-terms',
    title: { zh: '设定图片保存期限和查看时限', en: 'Set how long pictures are kept and approvals hold' },
    scope: 'camera.terms',
    grants: [{ who: 'data-officer', relation: 'any', levels: ['city'] }],
    grade: 'internal',
    changes: true,
  },
  keep: {
    action: 'camera.keep',
    title: { zh: '登记来源、更换和吊销密钥', en: 'Register sources, change and revoke their keys' },
    scope: 'camera.sources',
    grants: keepers,
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>
