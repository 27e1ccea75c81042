import type { Fault } from '../../kernel/errors/index.ts'
import { type Pack, sealPack, type TaxonomyClass } from '../../kernel/pack/index.ts'
import { type ColumnMatch, readRecords, type TableRecord, type TableSource, type TargetField } from '../base/index.ts'
import { casesErrors } from './errors.ts'

const text = ['text', 'code', 'integer'] as const

/** What a file of classes says of each: its code (levels joined by `/`), or its levels in columns of their own. */
const taxonomyFields: readonly TargetField[] = [
  { key: 'code', title: { zh: '分类编码', en: 'Code' }, synonyms: ['分类', '类别', 'class', 'path'], types: text },
  { key: 'level1', title: { zh: '一级分类', en: 'Level 1' }, synonyms: ['一级标签', '大类'], types: text },
  { key: 'level2', title: { zh: '二级分类', en: 'Level 2' }, synonyms: ['二级标签', '中类'], types: text },
  { key: 'level3', title: { zh: '三级分类', en: 'Level 3' }, synonyms: ['三级标签', '小类'], types: text },
  { key: 'level4', title: { zh: '四级分类', en: 'Level 4' }, synonyms: ['四级标签', '细类'], types: text },
  { key: 'title', title: { zh: '名称', en: 'Name' }, synonyms: ['中文名称', 'title', 'title zh'], types: text },
  { key: 'titleEn', title: { zh: '英文名称', en: 'English name' }, synonyms: ['title en', 'english'], types: text },
  { key: 'words', title: { zh: '关键词', en: 'Words' }, synonyms: ['同义词', 'keywords'], types: text },
]

/** What became of every row of a file of classes, and the pack that has them. */
export type TaxonomyTaken = {
  readonly pack: Pack
  readonly read: number
  readonly imported: number
  readonly already: number
  readonly refused: readonly (TableRecord & { readonly faults: readonly Fault[] })[]
  readonly headers: readonly string[]
  readonly matches: readonly ColumnMatch[]
}

/**
 * Makes a pack whose taxonomy has the classes of a file: added to its own, or (`replaces`) in their place. Classes above a
 * given one come with it. Whether the pack may be used so, its own tests say when it is installed.
 * @throws case.noTaxonomy, case.noClasses, table.*
 */
export async function packWithTaxonomy(
  { hash: _, ...pack }: Pack,
  name: string,
  source: TableSource,
  replaces = false,
): Promise<TaxonomyTaken> {
  const taxonomy = Object.hasOwn(pack.taxonomies, name) ? pack.taxonomies[name] : undefined
  if (!taxonomy) throw casesErrors.make('case.noTaxonomy', { name, names: Object.keys(pack.taxonomies).join(', ') })
  const { headers, matches, records } = await readRecords(source, taxonomyFields)
  if (!matches.some(({ field }) => field === 'code' || field === 'level1')) throw casesErrors.make('case.noClasses')
  const classes = new Map(replaces ? [] : taxonomy.classes.map((one) => [one.code, one] as const))
  const before = new Map(taxonomy.classes.map((one) => [one.code, one]))
  const seen = new Set<string>()
  const refused: (TableRecord & { faults: readonly Fault[] })[] = []
  let already = 0
  for (const record of records) {
    const given = classOf(record, seen)
    if ('says' in given) {
      refused.push({ ...record, faults: [given] })
      continue
    }
    seen.add(given.code)
    const known = before.get(given.code)
    const next = { ...known, ...given, title: given.title ?? known?.title ?? titleOf(given.code) }
    if (known && JSON.stringify(sorted(known)) === JSON.stringify(sorted(next))) already += 1
    for (const above of withAbove(given.code))
      if (!classes.has(above)) classes.set(above, before.get(above) ?? { code: above, title: titleOf(above) })
    classes.set(given.code, next)
  }
  const made = sealPack({
    ...pack,
    taxonomies: { ...pack.taxonomies, [name]: { ...taxonomy, classes: [...classes.values()] } },
  })
  const imported = records.length - refused.length - already
  return { pack: made, read: records.length, imported, already, refused, headers, matches }
}

const sorted = ({ code, title, words = [] }: TaxonomyClass) => [code, title.zh, title.en, [...words].sort()]

const titleOf = (code: string) => {
  const last = code.split('/').at(-1) ?? code
  return { zh: last, en: last }
}

const withAbove = (code: string): readonly string[] =>
  code.split('/').map((_, index, levels) => levels.slice(0, index + 1).join('/'))

type GivenClass = { code: string; title?: { zh: string; en: string }; words?: readonly string[] }

function classOf({ row, values }: TableRecord, seen: ReadonlySet<string>): GivenClass | Fault {
  const { level1, level2, level3, level4, title, titleEn, words } = values
  const levels = (values.code?.split('/') ?? [level1, level2, level3, level4]).map((level) => level?.trim() ?? '')
  while (levels.at(-1) === '') levels.pop()
  const refuse = (field: string, found: string, zh: string, en: string): Fault => ({
    row,
    field,
    found,
    says: { zh, en },
  })
  if (levels.length === 0) return refuse('code', '', '没有分类', 'it names no class')
  if (levels.includes('')) return refuse('code', values.code ?? '', '中间一级为空', 'a level above it is empty')
  const code = levels.join('/')
  if (seen.has(code)) return refuse('code', code, '分类重复', 'this class stands twice')
  const own = titleOf(code)
  return {
    code,
    ...((title !== undefined || titleEn !== undefined) && {
      title: { zh: title ?? own.zh, en: titleEn ?? title ?? own.en },
    }),
    ...(words !== undefined && { words: words.split(/[、,，;；\s]+/).filter(Boolean) }),
  }
}
