import type { Fault } from '../../../kernel/errors/index.ts'
import { type CityRule, ruleFaults } from '../../../kernel/responsibility/index.ts'
import { type Cell, readRecords, type TableRecord, type TableSource, type TargetField } from '../../base/index.ts'
import { responsibilityErrors } from './errors.ts'

const text = ['text', 'code', 'integer'] as const
const field = (
  key: string,
  zh: string,
  en: string,
  synonyms: readonly string[] = [],
  required = false,
): TargetField => ({
  ...{ key, title: { zh, en }, synonyms, types: text },
  ...(required && { required }),
})

/** What a file of rules says, a line a rule; a drawn area stays on the screen. */
const fields: readonly TargetField[] = [
  field('name', '规则名称', 'Rule', ['名称', 'name'], true),
  field('nameEn', '英文名称', 'English name', ['name en']),
  field('pack', '场景', 'Scenario', ['场景包', 'pack']),
  field('code', '类别', 'Class', ['分类', '类别代码', 'code']),
  field('places', '区划或网格', 'Divisions or grids', ['区划', '网格', '区划代码', 'places', 'division']),
  field('ownership', '权属', 'Owner', ['权属单位', 'ownership']),
  field('weekdays', '星期', 'Days of the week', ['weekdays']),
  field('hours', '时段', 'Hours', ['hours']),
  field('work', '工作时间', 'Working time', ['work']),
  field('to', '责任单位', 'Who answers', ['责任主体', '机构', 'office', 'duty', 'to'], true),
  field('level', '层级', 'Level', ['level']),
  field('priority', '优先级', 'Priority', ['priority']),
  field('because', '原因', 'Reason', ['依据', '理由', 'because'], true),
  field('becauseEn', '英文原因', 'English reason', ['because en']),
]

/** What a line may name. */
export type KnownNames = {
  readonly isOffice: (id: string) => boolean
  readonly isDuty: (duty: string) => boolean
  readonly isPack: (pack: string) => boolean
}

/** A file as it was read. */
export type RulesTaken = {
  readonly rules: readonly CityRule[]
  readonly faults: readonly Fault[]
  readonly read: number
}

const levelNames: Readonly<Record<string, 'city' | 'district' | 'street'>> = {
  ...{ 市: 'city', 区: 'district', 街镇: 'street', 市级: 'city', 区级: 'district', 街道: 'street' },
  ...{ city: 'city', district: 'district', street: 'street' },
}
const workNames: Readonly<Record<string, 'in' | 'out'>> = {
  内: 'in',
  外: 'out',
  in: 'in',
  out: 'out',
  是: 'in',
  否: 'out',
}
const list = (said: string): readonly string[] => said.split(/[\s,，、;；]+/).filter((one) => one !== '')

/**
 * Reads rules from CSV or XLSX. Nothing is entered: a person looks at it first.
 * @throws responsibility.noColumns, table.*
 */
export async function readRules(source: TableSource, known: KnownNames): Promise<RulesTaken> {
  const { missing, records } = await readRecords(source, fields)
  if (missing.length > 0)
    throw responsibilityErrors.make('responsibility.noColumns', {
      columns: missing.map(({ title }) => title.zh).join('、'),
    })
  const rules: CityRule[] = []
  const faults: Fault[] = []
  for (const record of records) {
    const { rule, faults: wrong } = ruleOf(record, known)
    if (wrong.length === 0 && rule) rules.push(rule)
    else faults.push(...wrong.map((one) => ({ ...one, row: record.row })))
  }
  return { rules, faults, read: records.length }
}

function ruleOf(
  { values }: TableRecord,
  known: KnownNames,
): { readonly rule?: CityRule; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const refuse = (key: string, zh: string, en: string) =>
    faults.push({ field: key, found: values[key] ?? '', says: { zh, en } })
  const {
    name = '',
    pack,
    code,
    places = '',
    ownership,
    weekdays,
    hours,
    work,
    to = '',
    level,
    priority,
    because = '',
  } = values
  const codes = list(places)
  const span = hours === undefined ? undefined : /^(\d{1,2})\s*[-–—至到]\s*(\d{1,2})$/.exec(hours.trim())
  if (hours !== undefined && !span) refuse('hours', '时段如 22-6', 'hours are like 22-6')
  if (work !== undefined && !workNames[work]) refuse('work', '写“内”或“外”', 'say "in" or "out"')
  if (pack !== undefined && !known.isPack(pack)) refuse('pack', '没有安装这个场景', 'this scenario is not installed')
  const target = known.isOffice(to)
    ? { office: to }
    : known.isDuty(to)
      ? { duty: to, level: levelNames[level ?? ''] ?? ('district' as const) }
      : undefined
  if (!target) refuse('to', '没有这个机构或职责', 'there is no such office or duty')
  if (level !== undefined && !levelNames[level]) refuse('level', '写市、区或街镇', 'say city, district or street')
  if (!target || faults.length > 0) return { faults }
  const days = weekdays === undefined ? undefined : list(weekdays).map(Number)
  const hit = workNames[work ?? '']
  const grids = codes.filter((one) => one.length === 15)
  const divisions = codes.filter((one) => one.length !== 15)
  const rule: CityRule = {
    ...{ name: { zh: name, en: values.nameEn ?? name }, because: { zh: because, en: values.becauseEn ?? because } },
    ...{ to: target, priority: Number(priority ?? 0) },
    ...(pack !== undefined && { pack }),
    ...(code !== undefined && { code }),
    ...(codes.length > 0 && {
      place: { ...(divisions.length > 0 && { divisions }), ...(grids.length > 0 && { grids }) },
    }),
    ...(ownership !== undefined && { ownership }),
    ...((days || span || hit) && {
      time: {
        ...(days && { weekdays: days }),
        ...(span && { hours: [Number(span[1]), Number(span[2])] as const }),
        ...(hit && { work: hit }),
      },
    }),
  }
  return { rule, faults: ruleFaults(rule) }
}

/** Rules as a file, a line a rule; read back by `readRules`. */
export function* ruleLines(rules: readonly CityRule[]): Generator<readonly Cell[]> {
  yield fields.map(({ title }) => title.zh)
  for (const { name, pack, code, place, ownership, time, to, priority, because } of rules)
    yield [
      ...[
        name.zh,
        name.en,
        pack ?? null,
        code ?? null,
        [...(place?.divisions ?? []), ...(place?.grids ?? [])].join('、') || null,
      ],
      ...[ownership ?? null, time?.weekdays?.join('、') ?? null, time?.hours?.join('-') ?? null, time?.work ?? null],
      ...['office' in to ? to.office : to.duty, 'office' in to ? null : to.level, priority, because.zh, because.en],
    ]
}
