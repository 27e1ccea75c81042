import { caseNumber } from '../../kernel/codes/index.ts'
import type { CaseEvent } from '../../kernel/flow/index.ts'
import type { Words } from '../../kernel/words.ts'

const words = (zh: string, en: string): Words => ({ zh, en })

const shown = (number: string): string => caseNumber.format(number)

const crewWords = {
  sent: words('派出班组', 'Crew sent'),
  begun: words('班组到场', 'Crew on the spot'),
  'called-back': words('召回班组', 'Crew called back'),
  cannot: words('班组不能办理', 'Crew cannot do it'),
} as const

/** What happened, in words, for those who handle the case. Exhaustive: a new kind of event does not compile without its words. */
export function eventWords(event: CaseEvent): Words {
  switch (event.type) {
    case 'submitted':
      return words('提交', 'Sent')
    case 'recorded':
      return words('从其他系统转入', 'Came from another system')
    case 'opened':
      return words('步骤开始', 'Step begun')
    case 'skipped':
      return words('步骤略过', 'Step skipped')
    case 'accepted':
      return words('接单', 'Accepted')
    case 'completed':
      return words('办结步骤', 'Step completed')
    case 'dispatched':
      return words('派单', 'Dispatched')
    case 'handed-on':
      return words('转下级', 'Handed on')
    case 'returned':
      return event.supervised ? words('退单，转督办', 'Returned, to supervision') : words('退单', 'Returned')
    case 'crew':
      return crewWords[event.what]
    case 'help-asked':
      return words('请求会办', 'Help asked for')
    case 'help-given':
      return words('会办答复', 'Help given')
    case 'extension-asked':
      return words('申请延期', 'More time asked for')
    case 'extension-decided':
      return event.granted ? words('同意延期', 'More time granted') : words('不同意延期', 'More time refused')
    case 'contacted':
      return event.reached ? words('已联系诉求人', 'Reporter contacted') : words('联系未接通', 'Reporter not reached')
    case 'progressed':
      return words('进展', 'Progress')
    case 'asked':
      return words('向诉求人提问', 'Reporter asked')
    case 'answered':
      return words('诉求人回答', 'Reporter answered')
    case 'added':
      return words('诉求人补充', 'Reporter added')
    case 'noted':
      return words('内部备注', 'Note')
    case 'nudged':
      return words('催办', 'Nudged')
    case 'supervised':
      return words('督办', 'Under supervision')
    case 'rechecked':
      return event.passed ? words('复核通过', 'Re-check passed') : words('复核未通过', 'Re-check failed')
    case 'corrected':
      return words('更正', 'Corrected')
    case 'undone':
      return words('撤销步骤', 'Step undone')
    case 'reopened':
      return words('重办', 'Reopened')
    case 'rated':
      return words(`评价 ${event.score} 分`, `Rated ${event.score}`)
    case 'joined':
      return words(`并入 ${shown(event.intoNumber)}`, `Joined into ${shown(event.intoNumber)}`)
    case 'absorbed':
      return words(`${shown(event.fromNumber)} 并入本事项`, `${shown(event.fromNumber)} joined into this`)
    case 'heard':
      return words(
        `又有 ${event.sources.length} 个来源`,
        event.sources.length === 1 ? 'One more source' : `${event.sources.length} more sources`,
      )
    case 'calmed':
      return event.sources.some(({ why }) => why !== 'calm')
        ? words('来源的告警已解除', 'Alarms of sources are over')
        : words('来源恢复正常', 'Sources are calm again')
    case 'parted':
      return words(`一个来源拆出为 ${shown(event.intoNumber)}`, `A source was taken out as ${shown(event.intoNumber)}`)
    case 'followed':
      return words('并入的事项已办结', 'The case it was joined into is over')
    case 'effect-due':
      return event.asks ? words('联动操作待确认', 'An effect waits for a yes') : words('联动操作', 'Effect')
    case 'effect-decided':
      return event.granted ? words('同意联动操作', 'Effect allowed') : words('不同意联动操作', 'Effect declined')
    case 'effect-begun':
      return words('联动操作已发出', 'Effect sent')
    case 'effect-told':
      return words('联动操作结果', 'What became of an effect')
    case 'separated':
      return words('拆分出来', 'Separated')
    case 'released':
      return words('另一事项已拆出', 'Another case was separated')
    case 'overdue':
      return event.clock === 'due' ? words('超期', 'Overdue') : words('先行联系超期', 'First contact overdue')
    case 'withdrawn':
      return words('撤回', 'Withdrawn')
    case 'closed':
      return words('结束', 'Closed')
    case 'migrated':
      return words('迁移到新版流程', 'Moved to the new content')
  }
}
