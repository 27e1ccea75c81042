import type { Weekday } from '../../../kernel/time/index.ts'

/** Minutes after midnight as a clock shows them. */
export const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** `07:00-11:00, 14:00-18:00` as spans of minutes; nothing when it cannot be read. */
export function spansIn(text: string): readonly (readonly [number, number])[] | undefined {
  const parts = text.split(/[,，、;；]/).filter((part) => part.trim() !== '')
  const spans = parts.map((part) => {
    const [, fh = '', fm = '', th = '', tm = ''] =
      /^\s*(\d{1,2}):(\d{2})\s*[-–至]\s*(\d{1,2}):(\d{2})\s*$/.exec(part) ?? []
    return [Number(fh) * 60 + Number(fm), Number(th) * 60 + Number(tm)] as const
  })
  const isSound = spans.every(([from, until]) => from < until && until <= 1_440)
  return isSound && spans.length > 0 ? spans : undefined
}

/** Days of the week. */
export const days: readonly (readonly [Weekday, string, string])[] = [
  [1, '一', 'Mon'],
  [2, '二', 'Tue'],
  [3, '三', 'Wed'],
  [4, '四', 'Thu'],
  [5, '五', 'Fri'],
  [6, '六', 'Sat'],
  [7, '日', 'Sun'],
]
