import { findValue } from '../../../kernel/flow/index.ts'
import { type Consumer, publish } from '../../base/index.ts'
import { type CaseNews, newsOf } from '../book.ts'
import type { CaseEngine } from '../engine.ts'
import { type Change, saveChanges } from '../save.ts'
import { lockedState } from './locked-state.ts'

/** When a case is over, so are those that were joined into it: their reporters hear what was done, and may rate it. */
export function followedConsumer({ engine }: { readonly engine: CaseEngine }): Consumer {
  return {
    // One that followed may itself have others that follow it.
    type: ['case.closed', 'case.followed'],
    name: 'cases.followed',
    handle: async (event, tx) => {
      const { case: id } = event.payload as CaseNews // written by this room
      const state = await lockedState(tx, id)
      if (state?.status !== 'closed' || state.absorbed.length === 0) return
      const { marks } = (await engine.packOf(state)).flow
      const said = marks.reply === undefined ? undefined : findValue(state, marks.reply)
      const reply = typeof said === 'string' ? said : state.followed?.reply
      const changes: Change[] = []
      for (const { id: other } of state.absorbed) {
        const joined = await lockedState(tx, other)
        if (joined?.status !== 'joined' || joined.joinedInto?.id !== id) continue
        changes.push(
          await engine.cause(joined, [{ type: 'followed', into: id, ...(reply !== undefined && { reply }) }]),
        )
      }
      if (changes.length === 0) return
      const written = await saveChanges(tx, changes)
      if (written.size !== changes.length) throw new Error('A joined case was locked and has moved on')
      await publish(tx, ...changes.flatMap(newsOf))
    },
  }
}
