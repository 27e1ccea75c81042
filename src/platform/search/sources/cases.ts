import type { Permission } from '../../../kernel/access/index.ts'
import { maskNumbersIn } from '../../../kernel/codes/index.ts'
import { type EventType, findValue, officesAhead } from '../../../kernel/flow/index.ts'
import type { Pack } from '../../../kernel/pack/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type CasesRoom, caseRow } from '../../cases/index.ts'
import type { SearchDocument, Source } from '../document.ts'

/**
 * Events that change what a case is found by, who may find it, or what is shown of it. A step that opens or a case
 * that closes does so in the same change as one of these.
 */
const telling: readonly EventType[] = [
  'submitted',
  'recorded',
  'dispatched',
  'handed-on',
  'help-asked',
  'completed',
  'corrected',
  'undone',
  'reopened',
  'joined',
  'separated',
  'withdrawn',
]

/** Cases, found by those who may read them; by name and phone number only through exact words. */
export function caseSource(cases: CasesRoom): Source {
  const permission = (cases.permissions ?? []).find(({ action }): boolean => action === 'case.read')
  if (!permission) throw new Error('The cases room declares no permission case.read')
  return {
    kind: 'case',
    title: { zh: '诉求与办件', en: 'Cases' },
    permission: permission satisfies Permission,
    types: telling.map((type) => `case.${type}`),
    idOf: ({ key }) => key,
    read: async (ids) => {
      const personal = await cases.readPersonal(ids)
      const made = await Promise.all(ids.map((id) => documentOf(id, cases, personal.get(id))))
      return made.filter((one): one is SearchDocument => one !== undefined)
    },
    ids: (after, limit) => cases.book.ids(after, limit),
    linkOf: ({ id }, asOfficial) => (asOfficial ? `/desk/cases/${id}` : `/mine/${id}`),
  }
}

async function documentOf(
  id: string,
  cases: CasesRoom,
  { phone, name }: Readonly<Record<string, unknown>> = {},
): Promise<SearchDocument | undefined> {
  const loaded = await cases.book.find(id)
  if (!loaded) return undefined
  const { state } = loaded
  const pack = await cases.engine.packOf(state)
  const row = caseRow(pack.flow, state)
  const reply = pack.flow.marks.reply === undefined ? undefined : findValue(state, pack.flow.marks.reply)
  const classTitle = titleOfClass(pack, row.class)
  const said = [...Object.values(state.answers), row.address, reply, state.recorded?.reply].filter(isText)
  // numbers in free text are masked: who is asked for by number is looked up by exact word
  const inCommon = [state.number, ...new Set(said.filter((text) => text !== row.title))].map(maskNumbersIn).join('\n')
  const title = maskNumbersIn(row.title) || state.number
  return {
    ...{ kind: 'case', id, version: state.seq, owner: state.owner, status: state.status, at: row.opened_at },
    title: { zh: title, en: row.title_en ?? title },
    body: { zh: `${inCommon}\n${classTitle.zh}`, en: `${inCommon}\n${classTitle.en}` },
    offices: [...state.involved, ...officesAhead(state).map(({ path }) => path)],
    personal: [phone, name].filter(isText),
    facts: { number: state.number, pack: pack.name },
    isDemo: state.origin.demo === true,
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** The names of a class and of those above it: `城乡建设/市政设施` by its taxonomy. */
function titleOfClass(pack: Pack, code: string | null): Words {
  const none: Words = { zh: '', en: '' }
  if (code === null) return none
  const all = Object.values(pack.taxonomies).flatMap((taxonomy) => taxonomy.classes)
  const levels = code.split('/')
  const titles = levels.map((_, index) => {
    const above = levels.slice(0, index + 1).join('/')
    return all.find((one) => one.code === above)?.title ?? { zh: above, en: above }
  })
  return { zh: titles.map(({ zh }) => zh).join(' '), en: titles.map(({ en }) => en).join(' ') }
}
