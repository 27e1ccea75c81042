import type { Channel, Origin } from './origin.ts'
import { type Source, withHeard } from './source.ts'
import type { CaseState } from './state.ts'

const channelOf = ({ origin }: { readonly origin: Origin }): Channel => origin.channel

/** The source that a case began with. */
const firstSource = (state: CaseState): Source =>
  state.source ?? {
    id: state.id,
    channel: channelOf(state),
    at: state.openedAt,
    case: { id: state.id, number: state.number },
    ...(state.origin.demo && { isDemo: true }),
  }

/** Every source of a case, the first to tell first: what it began with, what it heard, what was joined into it. */
export function sourcesOf(state: CaseState): readonly Source[] {
  const joined = state.absorbed.flatMap(
    (other): readonly Source[] =>
      other.sources ?? [
        {
          id: other.id,
          channel: other.origin.channel,
          at: other.at ?? state.openedAt,
          case: { id: other.id, number: other.number },
        },
      ],
  )
  // One that reports together opened has no other source than them.
  const own = state.origin.system === 'reports' ? [] : [firstSource(state)]
  return withHeard(own, [...(state.heard ?? []), ...joined]).toSorted(
    (a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
}
