import { type OrderState, orderStateWords } from '../../kernel/response/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { StateShape, StateTone } from '../kit/index.ts'

/** How states of orders look. */
export const stateLook: Readonly<
  Record<OrderState, { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }>
> = {
  waiting: { words: orderStateWords.waiting, shape: 'waiting', tone: 'still' },
  issued: { words: orderStateWords.issued, shape: 'new', tone: 'soon' },
  acknowledged: { words: orderStateWords.acknowledged, shape: 'working', tone: 'active' },
  done: { words: orderStateWords.done, shape: 'done', tone: 'plain' },
  refused: { words: orderStateWords.refused, shape: 'returned', tone: 'urgent' },
  withdrawn: { words: orderStateWords.withdrawn, shape: 'closed', tone: 'still' },
}
