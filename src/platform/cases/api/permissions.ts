import type { Grant, Permission } from '../../../kernel/access/index.ts'

const roles = ['sorter', 'dispatcher', 'clerk', 'grid-member', 'supervisor', 'duty-officer'] as const

/** Staff who see a case because their office, or one below it, has or had it. */
const staff: readonly Grant[] = roles.map((who) => ({ who, relation: 'involved' }))

/** Staff who see a case because their office, or one below it, is going to have it. */
const coming: readonly Grant[] = roles.map((who) => ({ who, relation: 'ahead' }))

const anyone: readonly Grant[] = [
  { who: 'anyone', relation: 'any' },
  { who: 'service', relation: 'any' },
]

/** What the cases room guards. Actions on a case are decided by the engine, from what the flow declares. */
export const permissions = {
  submit: {
    action: 'case.submit',
    title: { zh: '提交诉求', en: 'Report' },
    scope: 'cases',
    grants: anyone,
    grade: 'internal',
    changes: true,
  },
  read: {
    action: 'case.read',
    title: { zh: '查看事项', en: 'Read a case' },
    scope: 'cases',
    grants: [
      { who: 'signed-in', relation: 'own' },
      { who: 'operator', relation: 'any' },
      { who: 'auditor', relation: 'any' },
      { who: 'service', relation: 'any' },
      ...staff,
      ...coming,
    ],
    grade: 'personal',
    changes: false,
  },
  list: {
    action: 'case.list',
    title: { zh: '查看工作清单', en: 'See work lists' },
    scope: 'cases',
    grants: [
      ...staff.map((grant) => ({ ...grant, relation: 'any' as const })),
      { who: 'operator', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  own: {
    action: 'case.own',
    title: { zh: '查看我的诉求', en: 'See my cases' },
    scope: 'cases',
    grants: [{ who: 'signed-in', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  act: {
    action: 'case.act',
    title: { zh: '办理事项', en: 'Act on a case' },
    scope: 'cases',
    grants: anyone,
    grade: 'internal',
    changes: true,
  },
  near: {
    action: 'case.near',
    title: { zh: '查看附近的诉求', en: 'See what was reported near by' },
    scope: 'public',
    grants: anyone,
    grade: 'public',
    changes: false,
  },
  track: {
    action: 'case.track',
    title: { zh: '凭查询码查看进展', en: 'Follow a case by its link' },
    scope: 'public',
    grants: anyone,
    grade: 'internal',
    changes: false,
  },
  callers: {
    action: 'case.callers',
    title: { zh: '查看来电人的历史诉求', en: 'See a caller’s earlier cases' },
    scope: 'cases',
    grants: [{ who: 'operator', relation: 'any' }],
    grade: 'personal',
    changes: false,
  },
  packs: {
    action: 'pack.read',
    title: { zh: '查看场景包', en: 'Read packs' },
    scope: 'public',
    grants: anyone,
    grade: 'public',
    changes: false,
  },
  installPack: {
    action: 'pack.install',
    title: { zh: '安装场景包', en: 'Install packs' },
    scope: 'packs',
    grants: [{ who: 'administrator', relation: 'any' }],
    grade: 'internal',
    changes: true,
  },
  seePacks: {
    action: 'pack.see',
    title: { zh: '查看场景包使用情况', en: 'See how packs are used' },
    scope: 'packs',
    grants: [
      { who: 'administrator', relation: 'any' },
      { who: 'auditor', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  open311Read: {
    action: 'open311.read',
    title: { zh: '经 Open311 查看公开诉求', en: 'See public requests by Open311' },
    scope: 'open311',
    grants: anyone,
    grade: 'public',
    changes: false,
  },
  open311Submit: {
    action: 'open311.submit',
    title: { zh: '经 Open311 提交和补充诉求', en: 'Send requests and updates by Open311' },
    scope: 'open311',
    grants: [{ who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: true,
  },
  upload: {
    action: 'file.upload',
    title: { zh: '上传文件', en: 'Upload a file' },
    scope: 'cases',
    grants: anyone,
    grade: 'internal',
    changes: true,
  },
  file: {
    action: 'file.read',
    title: { zh: '查看文件', en: 'See a file' },
    scope: 'cases',
    grants: [
      { who: 'signed-in', relation: 'own' },
      { who: 'anyone', relation: 'link' },
      { who: 'operator', relation: 'any' },
      { who: 'auditor', relation: 'any' },
      ...staff,
      ...coming,
    ],
    grade: 'internal',
    changes: false,
  },
} as const satisfies Record<string, Permission>
