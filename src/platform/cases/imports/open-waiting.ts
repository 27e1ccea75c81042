import { sql } from 'kysely'
import { systemActor } from '../../../kernel/access/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import { type CaseState, goOn } from '../../../kernel/flow/index.ts'
import { type Consumer, publish, type Tx } from '../../base/index.ts'
import { newsOf } from '../book.ts'
import { changeOf } from '../engine.ts'
import { type Change, saveChanges } from '../save.ts'
import { worldAt } from '../world.ts'
import type { CaseKindParts } from './kinds/case-item.ts'

const PAGE = 500

/** When an office is opened, cases that came in while nobody had their duty begin. */
export function openWaiting(parts: CaseKindParts & { now(): number }): Consumer {
  return {
    type: 'office.opened',
    name: 'cases.openWaiting',
    handle: async (event, tx) => {
      // The shape is the identity room's `OfficeEvent['office.opened']`.
      const { office } = event.payload as { readonly office: string }
      // This process may not have read the offices anew yet: the event comes again.
      if (parts.offices.find(office) === undefined) throw new Error(`The office ${office} is not known here yet`)
      let after = '00000000-0000-0000-0000-000000000000'
      for (;;) {
        const page = await waiting(tx, after)
        await begin(parts, tx, page)
        if (page.length < PAGE) return
        after = page.at(-1)?.id ?? after
      }
    },
  }
}

type Waiting = { readonly id: string; readonly state: CaseState }

async function waiting(tx: Tx, after: string): Promise<readonly Waiting[]> {
  const { rows } = await sql<Waiting>`select id, state from cases.case
    where status = 'open' and not is_history and involved = '{}' and id > ${after}::uuid order by id limit ${PAGE}`.execute(
    tx,
  )
  return rows
}

async function begin(parts: CaseKindParts & { now(): number }, tx: Tx, page: readonly Waiting[]): Promise<void> {
  const changes: Change[] = []
  for (const { state } of page) {
    const pack = await parts.shelf.byHash(state.hash)
    const world = worldAt(parts.offices, parts.calendar, parts.now())
    try {
      const outcome = goOn(pack.flow, state, systemActor, world)
      if (outcome.events.length > 0) changes.push(changeOf(pack, state.seq, outcome))
    } catch (error) {
      // Still nobody for this one: it waits for the next office.
      if (!(error instanceof CityError && error.code === 'flow.noOffice')) throw error
    }
  }
  const written = await saveChanges(tx, changes)
  await publish(tx, ...changes.filter(({ row }) => written.has(row.id)).flatMap(newsOf))
}
