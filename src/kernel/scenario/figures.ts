import type { FigureDeclaration } from '../pack/index.ts'
import { t } from './words.ts'

/** The figure every scenario is judged by; `target` is the share that its owner aims at. */
export const figuresOf = (what: string, whatEn: string, target?: number): readonly FigureDeclaration[] => [
  {
    name: 'onTime',
    title: t(`${what}按时处置率`, `${whatEn} handled in time`),
    definition: t('应办结的事件中，在时限内处置的比例', 'Of events due, the share handled within the limit'),
    measure: 'handled-in-time',
    ...(target !== undefined && { target }),
  },
]
