import type { Grant, Permission, Role } from '../../kernel/access/index.ts'

const each = (relation: Grant['relation'], ...roles: readonly Role[]): readonly Grant[] =>
  roles.map((who) => ({ who, relation }))

const officials: readonly Role[] = ['clerk', 'grid-member', 'dispatcher', 'supervisor', 'duty-officer', 'operator']

/** What the response room guards. Commands stand over an incident; offices answer their own orders and nobody else's. */
export const permissions = {
  look: {
    action: 'response.look',
    title: {
      zh: '查看预警、预案、应急资源和与本机构有关的应急事件',
      en: 'See warnings, plans, resources and the incidents of one’s office',
    },
    scope: 'response',
    grants: [...each('any', ...officials, 'administrator'), { who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  incident: {
    action: 'response.incident',
    title: { zh: '查看一起应急事件', en: 'See an incident' },
    scope: 'response',
    grants: [...each('involved', ...officials), { who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  warn: {
    action: 'response.warn',
    title: { zh: '登记和解除预警', en: 'Enter and lift warnings' },
    scope: 'response.warn',
    grants: [...each('any', 'duty-officer'), { who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: true,
  },
  command: {
    action: 'response.command',
    title: {
      zh: '启动、调整、终止响应，调派资源，发布公告',
      en: 'Start, change and end a response, assign resources, publish notices',
    },
    scope: 'response.command',
    grants: each('over', 'duty-officer'),
    grade: 'internal',
    changes: true,
  },
  order: {
    action: 'response.order',
    title: { zh: '确认、完成或拒绝本机构的指令', en: 'Acknowledge, do or refuse an order to one’s office' },
    scope: 'response.order',
    grants: each('holds', ...officials),
    grade: 'internal',
    changes: true,
  },
  name: {
    action: 'response.name',
    title: { zh: '为指令指定责任人', en: 'Name the person for an order' },
    scope: 'response.order',
    // Whoever commands above it, or leads the office.
    grants: [...each('over', 'duty-officer'), ...each('holds', 'dispatcher', 'supervisor')],
    grade: 'internal',
    changes: true,
  },
  duty: {
    action: 'response.duty',
    title: { zh: '排应急值班', en: 'Plan who is on duty' },
    scope: 'response.duty',
    grants: [...each('over', 'duty-officer', 'dispatcher', 'supervisor', 'administrator')],
    grade: 'internal',
    changes: true,
  },
  note: {
    action: 'response.note',
    title: { zh: '在应急事件日志中记录', en: 'Note in the log of an incident' },
    scope: 'response.order',
    grants: each('involved', ...officials),
    grade: 'internal',
    changes: true,
  },
  draw: {
    action: 'response.draw',
    title: { zh: '在应急事件地图上标绘', en: 'Draw on the map of an incident' },
    scope: 'response.order',
    grants: each('involved', ...officials),
    grade: 'internal',
    changes: true,
  },
  erase: {
    action: 'response.erase',
    title: { zh: '擦去本机构的标绘', en: 'Erase what one’s office drew' },
    scope: 'response.order',
    // What another office drew is erased by it, or by a command above it.
    grants: [...each('holds', ...officials), ...each('over', 'duty-officer')],
    grade: 'internal',
    changes: true,
  },
  resources: {
    action: 'response.resources',
    title: { zh: '登记应急资源', en: 'Keep the list of resources' },
    scope: 'response.resources',
    grants: each('over', 'duty-officer', 'data-officer', 'administrator'),
    grade: 'internal',
    changes: true,
  },
  review: {
    action: 'response.review',
    title: { zh: '复盘应急事件', en: 'Review an incident' },
    scope: 'response.command',
    grants: each('over', 'duty-officer', 'supervisor'),
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>
