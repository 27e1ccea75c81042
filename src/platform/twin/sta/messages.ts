import { type RawBuilder, sql } from 'kysely'
import type { Query } from '../../base/index.ts'
import type { Sight } from '../sight.ts'
import { StaError } from './error.ts'
import { type Options, optionsOf, readOptions } from './options.ts'
import { type Address, readAddress } from './path.ts'
import { byId, readSet, type Shown, standsAt } from './read.ts'
import type { StaTold } from './write/writing.ts'

/** A message by MQTT. */
export type StaMessage = { readonly topic: string; readonly payload: string }

const whole: Sight = { sql: () => sql<boolean>`true`, sees: () => true, isWhole: true }

type Wanted = { readonly address: Address; readonly options: Options }

/** What a topic asks for: an address below the version, perhaps with `$select`; nothing for what is none. */
function wantedBy(topic: string): Wanted | undefined {
  const [path = '', query = ''] = topic.slice(topic.indexOf('/')).split('?')
  try {
    const address = readAddress(path)
    const last = address.steps.at(-1)
    if (!last || address.isRef || address.isValue) return undefined
    const { select, filter, expand, ...others } = readOptions(optionsOf(query), last.kind)
    // §13.3 has $select; $filter and $expand mean here what they mean elsewhere. Pages and orders there are none.
    if (others.top !== undefined || others.skip > 0 || others.count || others.orderBy.length > 0 || others.resultFormat)
      return undefined
    return { address, options: { ...others, expand, ...(select && { select }), ...(filter && { filter }) } }
  } catch (cause) {
    if (cause instanceof StaError || cause instanceof URIError) return undefined
    throw cause
  }
}

/** What those who subscribed to these topics are to be told of entities that came or changed. */
export async function messagesFor(
  { on, root }: { readonly on: Query; readonly root: string },
  topics: readonly string[],
  told: StaTold,
): Promise<readonly StaMessage[]> {
  const messages: StaMessage[] = []
  for (const topic of topics) {
    const wanted = wantedBy(topic)
    const last = wanted?.address.steps.at(-1)
    if (!wanted || last?.kind.set !== told.set || !isConcerned(wanted, told)) continue
    const { kind } = last
    const ids = told.ids.map((id): RawBuilder<boolean> => byId(kind, 't', id))
    const where = sql<boolean>`${standsAt(wanted.address.steps, 't')} and (${sql.join(ids, sql` or `)})`
    const options = { ...wanted.options, top: told.ids.length }
    const { value } = await readSet({ on, sight: whole, root }, kind, where, options, '', last.navigation)
    for (const one of value) messages.push({ topic, payload: JSON.stringify(shownTo(wanted, one)) })
  }
  return messages
}

/** A property's topic hears of that property; a selecting one of those selected; a set's and an entity's of everything. */
function isConcerned({ address, options }: Wanted, { names }: StaTold): boolean {
  if (names === undefined) return !address.property
  const asked = address.property ? [address.property[0] ?? ''] : options.select
  return asked === undefined || asked.some((name) => names.includes(name))
}

function shownTo({ address }: Wanted, one: Shown): object {
  const [name] = address.property ?? []
  return name === undefined ? one : { [name]: one[name] ?? null }
}
