import { sql } from 'kysely'
import { caseNumberOf, uuidv7 } from '../../../../kernel/codes/index.ts'
import { CityError } from '../../../../kernel/errors/index.ts'
import {
  applyEvent,
  type CaseEvent,
  type Origin,
  type Outcome,
  submit,
  type World,
} from '../../../../kernel/flow/index.ts'
import type { Filled } from '../../../../kernel/forms/index.ts'
import type { Pack } from '../../../../kernel/pack/index.ts'
import { cityZone, dateOf, dayAt } from '../../../../kernel/time/index.ts'
import { publish, type Tx } from '../../../base/index.ts'
import { newsOf } from '../../book.ts'
import { changeOf, makeCode } from '../../engine.ts'
import type { Change } from '../../save.ts'
import { worldAt } from '../../world.ts'
import { importCases, takeSerials } from '../bulk.ts'
import type { Fate, ImportKind, ItemRow, RowNote, WriteContext } from '../model.ts'
import type { CaseItem, CaseKindParts } from './case-item.ts'

type Items = readonly ItemRow<CaseItem>[]

/** A case that carries a row's number already: ours from before, or from an earlier row. */
type Known = {
  readonly caseId: string
  readonly import?: string
  readonly row?: number
  readonly content?: string
  readonly class?: string
}

/** Writes a chunk of rows as cases: new ones once, those that are there already not again. */
export const caseWriter =
  (parts: CaseKindParts): ImportKind<CaseItem>['write'] =>
  async (tx, items, context) => {
    const { source } = context.settings
    // Two imports from one source take turns, so that what one looks for the other cannot be adding.
    await sql`select pg_advisory_xact_lock(hashtext('cases.import'), hashtext(${source}))`.execute(tx)
    const known = await findKnown(tx, source, items)
    const fates: (Fate | undefined)[] = []
    const fresh: { item: CaseItem; row: number; index: number; id: string }[] = []
    items.forEach(({ row, item }, index) => {
      const earlier = known.get(item.external)
      if (earlier) {
        fates[index] = fateOfKnown(item, earlier, context)
        return
      }
      const id = uuidv7()
      known.set(item.external, {
        caseId: id,
        import: context.import,
        row,
        content: item.content,
        class: item.life?.class,
      })
      fresh.push({ item, row, index, id })
    })
    const changes = await makeChanges(tx, parts, fresh, context)
    await importCases(tx, changes)
    await tell(tx, changes, context)
    fresh.forEach(({ item, index, id }, place) => {
      const isHeld = item.isHistory || changes[place]?.tasks.length !== 0
      fates[index] = { ...importedFate(item, id), ...(isHeld ? {} : { notes: [unheld] }) }
    })
    return fates.map((fate) => fate ?? refusedUnknown)
  }

const importedFate = (item: CaseItem, caseId: string): Fate => ({
  outcome: 'imported',
  caseId,
  content: item.content,
  class: item.life?.class,
  facts: Object.keys(item.facts).length > 0 ? item.facts : undefined,
})

const unheld: RowNote = {
  code: 'no-office',
  says: {
    zh: '本市还没有负责受理的机构，设立后自动开始办理',
    en: 'no office of this city takes such cases yet; it begins when one is opened',
  },
}

/** Every item gets its fate above; this one says so should that ever be untrue. */
const refusedUnknown: Fate = {
  outcome: 'refused',
  notes: [{ code: 'unknown', says: { zh: '未处理', en: 'was not dealt with' } }],
}

async function findKnown(tx: Tx, source: string, items: Items): Promise<Map<string, Known>> {
  const numbers = [...new Set(items.map(({ item }) => item.external))]
  const { rows } = await sql<{
    external: string
    caseId: string
    import: string | null
    row: number | null
    content: string | null
    class: string | null
  }>`
    select c.external, c.id as "caseId", r.import, r.row, r.content, r.class
    from cases.case c left join cases.import_row r on r.case_id = c.id and r.outcome = 'imported'
    where c.source = ${source} and c.external = any(${numbers}::text[])`.execute(tx)
  return new Map(
    rows.map(({ external, caseId, ...row }) => [
      external,
      {
        caseId,
        import: row.import ?? undefined,
        row: row.row ?? undefined,
        content: row.content ?? undefined,
        class: row.class ?? undefined,
      },
    ]),
  )
}

/** A row whose number is there already: the same again, or (in the same file, with another content) a number used twice. */
function fateOfKnown(item: CaseItem, earlier: Known, context: WriteContext): Fate {
  const differs = earlier.content !== undefined && earlier.content !== item.content
  if (differs && earlier.import === context.import) {
    const says = {
      zh: `第 ${earlier.row} 行已用此编号，但内容不同`,
      en: `row ${earlier.row} has this number already, with another content`,
    }
    const mend = {
      zh: '核对编号，或检查编号列是否选对',
      en: 'check the number, or whether the right column is the number',
    }
    return {
      outcome: 'refused',
      notes: [{ code: 'number-twice', field: 'external', found: item.external, says, mend }],
    }
  }
  const notes: RowNote[] = []
  if (differs) {
    const says = {
      zh: '已有同编号的事项，内容有变化，未改动',
      en: 'is there already with another content, which was left as it is',
    }
    notes.push({ code: 'differs', field: 'external', found: item.external, says })
  }
  const label = item.life?.class
  if (label !== undefined && earlier.class !== undefined && label !== earlier.class) {
    const says = { zh: `已有同一条，分类为“${earlier.class}”`, en: `is there already, classed "${earlier.class}"` }
    notes.push({ code: 'class-differs', field: 'class1', found: label, says })
  }
  const learnt = earlier.class === undefined ? label : undefined
  return { outcome: 'already', caseId: earlier.caseId, class: learnt, notes: notes.length > 0 ? notes : undefined }
}

async function makeChanges(
  tx: Tx,
  parts: CaseKindParts,
  fresh: readonly { item: CaseItem; row: number; id: string }[],
  context: WriteContext,
): Promise<Change[]> {
  const pack = parts.shelf.get(context.settings.pack)
  const world = worldAt(parts.offices, parts.calendar, context.now)
  const serials = await takeSerials(tx, fresh.length)
  return fresh.map(({ item, row, id }, index) => {
    const from = item.isHistory ? (item.life?.openedAt ?? context.now) : context.now
    const number = caseNumberOf(dateOf(dayAt(from, cityZone)), serials[index] ?? 0)
    const origin: Origin = {
      channel: 'file',
      system: context.settings.source,
      external: item.external,
      import: context.import,
      row,
    }
    const outcome = outcomeOf({ pack, item, id, number, origin, world, context })
    const { phone } = item.personal
    return {
      ...changeOf(pack, 0, outcome),
      fixed: {
        jurisdiction: parts.jurisdiction,
        number,
        code: makeCode(),
        submission: null,
        pack: pack.name,
        channel: origin.channel,
        source: context.settings.source,
        external: item.external,
        is_history: item.isHistory,
        is_demo: false,
      },
      ...(Object.keys(item.personal).length > 0
        ? { personal: { answers: item.personal, phone_hash: phone ? parts.phoneHash(phone) : null } }
        : {}),
    }
  })
}

type Making = {
  readonly pack: Pack
  readonly item: CaseItem
  readonly id: string
  readonly number: string
  readonly origin: Origin
  readonly world: World
  readonly context: WriteContext
}

/**
 * The first events of a case. History ends with what was recorded: no step begins, nobody is asked to do anything. So does
 * a case for which there is no office yet; it goes on when one is opened (`openWaiting`).
 */
function outcomeOf({ pack, item, id, number, origin, world, context }: Making): Outcome {
  const { actor, post } = context
  const answers = answersOf(pack, item)
  const language = /\p{Script=Han}/u.test(item.text) ? 'zh' : 'en'
  const given = { flow: pack.flow, pack: pack.name, hash: pack.hash, id, number, answers, origin, language } as const
  if (!item.isHistory) {
    const begun = begin({ ...given, recorded: item.life, actor, post, world })
    if (begun) return begun
  }
  const stamp = {
    at: context.now,
    by: actor.id,
    ...(post ? { post: { office: post.office, path: post.path, role: post.role } } : {}),
  }
  const { pack: name, hash } = given
  const first: CaseEvent = { ...stamp, seq: 1, type: 'submitted', pack: name, hash, number, answers, origin, language }
  const begun = applyEvent(undefined, first, id)
  if (item.life === undefined) return { events: [first], state: begun, personal: {} }
  const second: CaseEvent = { ...stamp, seq: 2, type: 'recorded', life: item.life }
  return { events: [first, second], state: applyEvent(begun, second, id), personal: {} }
}

/** Begins a case that is to be worked on; `undefined` while no office of this city has the duty of its first step. */
function begin(submission: Parameters<typeof submit>[0]): Outcome | undefined {
  try {
    return submit(submission)
  } catch (error) {
    if (error instanceof CityError && error.code === 'flow.noOffice') return undefined
    throw error
  }
}

/** The open answers of the pack's form that a row can give: those that the flow marks as text, title and place, and the time. */
function answersOf({ flow }: Pack, item: CaseItem): Filled {
  const { marks, asks } = flow
  const saidAt = Object.entries(asks).find(([name, field]) => field.type === 'instant' && name === 'saidAt')?.[0]
  return {
    [marks.text]: item.text,
    ...(marks.title !== undefined && item.title !== undefined ? { [marks.title]: item.title } : {}),
    ...(marks.place !== undefined && item.place !== undefined ? { [marks.place]: item.place } : {}),
    ...(saidAt !== undefined && item.saidAt !== undefined ? { [saidAt]: new Date(item.saidAt).toISOString() } : {}),
  }
}

/**
 * Tells other rooms: of each new case as if it had been reported (somebody will have to sort it), and of the chunk as a
 * whole (`case.imported`), so that history is counted and found without a message a row.
 */
async function tell(tx: Tx, changes: readonly Change[], context: WriteContext): Promise<void> {
  if (changes.length === 0) return
  const live = changes.filter((change) => change.fixed?.is_history === false)
  const ids = changes.map((change) => change.row.id)
  await publish(tx, ...live.flatMap(newsOf), {
    type: 'case.imported',
    key: context.import,
    payload: { import: context.import, source: context.settings.source, cases: ids, live: live.length },
  })
}
