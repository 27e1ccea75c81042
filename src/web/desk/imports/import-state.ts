import type { Words } from '../../../kernel/words.ts'

const states: Readonly<Record<string, Words>> = {
  waiting: { zh: '待确认', en: 'To be confirmed' },
  running: { zh: '正在导入', en: 'Importing' },
  done: { zh: '已完成', en: 'Done' },
  cancelled: { zh: '已停止', en: 'Stopped' },
  failed: { zh: '中断', en: 'Broken off' },
}

/** The state of an import in words; an unknown one shows itself. */
export const importState = (state: string): Words => states[state] ?? { zh: state, en: state }

/** Is it still going on by itself? */
export const isRunning = (state: string): boolean => state === 'running'
