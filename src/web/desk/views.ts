import type { Words } from '../../kernel/words.ts'
import type { ListView } from '../api/cases.ts'
import type { Session } from '../api/session.ts'
import type { IconName } from '../kit/index.ts'
import { hasRole, holds } from '../shell/session.ts'

/** A list of the workbench as its menu shows it. */
export type DeskView = { readonly view: ListView; readonly to: string; readonly icon: IconName; readonly words: Words }

/** A tool of the workbench. */
export type DeskTool = { readonly to: string; readonly icon: IconName; readonly words: Words }

/** Every list, its name and what stands in it when it is empty. */
export const listWords: Readonly<
  Record<ListView, { readonly words: Words; readonly icon: IconName; readonly empty: Words }>
> = {
  mine: {
    words: { zh: '我的工作', en: 'My work' },
    icon: 'list',
    empty: { zh: '现在没有待办', en: 'Nothing to do now' },
  },
  below: {
    words: { zh: '本级及以下', en: 'Mine and below' },
    icon: 'tree',
    empty: { zh: '本级及以下没有在办事项', en: 'Nothing is in hand here or below' },
  },
  late: {
    words: { zh: '超期', en: 'Overdue' },
    icon: 'warning',
    empty: { zh: '没有超期的', en: 'Nothing is overdue' },
  },
  soon: {
    words: { zh: '24 小时内到期', en: 'Due within 24 hours' },
    icon: 'clock',
    empty: { zh: '24 小时内没有到期的', en: 'Nothing is due within 24 hours' },
  },
  returned: {
    words: { zh: '退回的', en: 'Returned' },
    icon: 'back',
    empty: { zh: '没有退回的', en: 'Nothing was returned' },
  },
  help: {
    words: { zh: '请本单位会办', en: 'Our help is asked' },
    icon: 'people',
    empty: { zh: '没有会办请求', en: 'Nobody asks for help' },
  },
  extension: {
    words: { zh: '延期申请', en: 'Requests for time' },
    icon: 'hand',
    empty: { zh: '没有待审批的延期', en: 'No request for more time' },
  },
  supervised: {
    words: { zh: '督办中', en: 'Under supervision' },
    icon: 'eye',
    empty: { zh: '没有督办中的', en: 'Nothing is under supervision' },
  },
  cases: {
    words: { zh: '全部事项', en: 'All cases' },
    icon: 'search',
    empty: { zh: '没有符合条件的事项', en: 'No case fits' },
  },
}

const view = (name: ListView): DeskView => ({
  view: name,
  to: `/desk/${name}`,
  icon: listWords[name].icon,
  words: listWords[name].words,
})

/** The lists and tools that somebody's posts give use for. */
export function viewsFor(session: Session | undefined): {
  readonly lists: readonly DeskView[]
  readonly tools: readonly DeskTool[]
} {
  const watches = hasRole(session, 'dispatcher', 'supervisor', 'duty-officer', 'sorter', 'operator')
  // Who looks after data, the machinery or the books handles no cases.
  const handles =
    watches || hasRole(session, 'clerk', 'grid-member') || !hasRole(session, 'data-officer', 'administrator', 'auditor')
  const own = [
    view('mine'),
    view('help'),
    ...(watches ? [view('below')] : []),
    view('soon'),
    view('late'),
    ...(watches ? [view('returned'), view('extension'), view('supervised')] : []),
    view('cases'),
  ]
  const lists = handles ? own : []
  const tools: readonly DeskTool[] = [
    ...(hasRole(session, 'grid-member')
      ? [{ to: '/desk/patrol', icon: 'flag', words: { zh: '今天的巡查', en: 'Today’s patrol' } } as const]
      : []),
    ...(hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')
      ? [{ to: '/desk/patrol/coverage', icon: 'flag', words: { zh: '巡查覆盖', en: 'Coverage of rounds' } } as const]
      : []),
    ...(hasRole(session, 'grid-member', 'clerk', 'dispatcher', 'supervisor', 'duty-officer', 'data-officer')
      ? [{ to: '/desk/patrol/components', icon: 'place', words: { zh: '城市部件', en: 'City components' } } as const]
      : []),
    ...(hasRole(session, 'dispatcher', 'supervisor', 'duty-officer', 'data-officer')
      ? [{ to: '/desk/patrol/tables', icon: 'table', words: { zh: '立案结案标准', en: 'Conditions' } } as const]
      : []),
    ...(hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')
      ? [{ to: '/desk/dispatch', icon: 'go', words: { zh: '派遣', en: 'Dispatch' } } as const]
      : []),
    ...(hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')
      ? [{ to: '/desk/unanswered', icon: 'warning', words: { zh: '无人负责的信号', en: 'Nobody’s signals' } } as const]
      : []),
    ...(hasRole(session, 'dispatcher', 'sorter', 'supervisor', 'duty-officer', 'administrator', 'auditor')
      ? [{ to: '/desk/responsibility', icon: 'tree', words: { zh: '责任规则', en: 'Responsibility' } } as const]
      : []),
    ...(hasRole(session, 'clerk', 'grid-member')
      ? [{ to: '/desk/round', icon: 'place', words: { zh: '我的路线', en: 'My round' } } as const]
      : []),
    ...(hasRole(session, 'supervisor', 'duty-officer')
      ? [{ to: '/desk/overview', icon: 'eye', words: { zh: '督办概览', en: 'What needs an eye' } } as const]
      : []),
    ...(hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')
      ? [{ to: '/desk/tree', icon: 'tree', words: { zh: '下级一览', en: 'Offices below' } } as const]
      : []),
    ...(hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')
      ? [{ to: '/desk/camera', icon: 'camera', words: { zh: '视频事件', en: 'Camera events' } } as const]
      : []),
    ...(hasRole(session, 'data-officer')
      ? [{ to: '/desk/camera/sources', icon: 'camera', words: { zh: '视频来源', en: 'Analytics' } } as const]
      : []),
    ...(hasRole(session, 'operator')
      ? [{ to: '/desk/entry', icon: 'phone', words: { zh: '话务录入', en: 'Take a call' } } as const]
      : []),
    ...(hasRole(session, 'operator', 'sorter', 'administrator')
      ? [{ to: '/desk/imports', icon: 'upload', words: { zh: '导入文件', en: 'Import a file' } } as const]
      : []),
    ...(holds(session, 'data-officer', ['city'])
      ? [{ to: '/desk/layers', icon: 'map', words: { zh: '导入地图', en: 'Import maps' } } as const]
      : []),
    ...(hasRole(session, 'clerk', 'data-officer', 'supervisor', 'dispatcher', 'duty-officer')
      ? [{ to: '/desk/devices', icon: 'pulse', words: { zh: '设备', en: 'Devices' } } as const]
      : []),
    ...(hasRole(session, 'data-officer', 'supervisor', 'dispatcher', 'duty-officer')
      ? [{ to: '/desk/anomalies', icon: 'chart', words: { zh: '序列异常', en: 'Anomalies' } } as const]
      : []),
    ...(hasRole(session, 'data-officer', 'supervisor', 'dispatcher', 'duty-officer')
      ? [{ to: '/desk/rules', icon: 'warning', words: { zh: '告警规则', en: 'Alarm rules' } } as const]
      : []),
  ]
  return { lists, tools }
}
