import type { Fault } from '../errors/index.ts'
import type { Within } from '../time/index.ts'
import type { Words } from '../words.ts'

/** Who is responsible (责任单位) for a class: by place and ownership. What is left out holds for all. */
export type UnitRule = {
  /** Division code; stands for all below it. */
  readonly division?: string
  /** Ownership (权属) of the component, as its census tells it. */
  readonly ownership?: string
  /** The office itself, or the duty that answers where the thing lies. */
  readonly to: { readonly office: string } | { readonly duty: string }
}

/**
 * One row of the city's table: a class of component (部件) or event (事件) with its filing condition (立案条件), closing
 * condition (结案条件), limit and responsible units.
 */
export type FilingRule = {
  /** `component:0102` or `event:0506`: major class and subclass, two digits each. */
  readonly kind: string
  readonly title: Words
  readonly filing: Words
  readonly closing: Words
  /** In working hours or working days. */
  readonly limit: Within
  readonly units: readonly UnitRule[]
  /** Class of the city (城市事项分类) that its cases are filed under, `城乡建设/市政设施/井盖缺失`; none: as the scenario says. */
  readonly under?: string
  /** `city`: code, condition or limit is the city's own or a proposal; `published`: taken from a published table. */
  readonly origin: 'city' | 'published'
}

/** A class code with what it is of. */
export const kindShape = /^(component|event):[0-9]{4}$/

/** The longest limits of a table; the case that opens by it counts by them. */
export const mostLimit = { workingHour: 24, workingDay: 60 } as const

const fault = (row: number, field: string, found: string, zh: string, en: string): Fault => ({
  row,
  field,
  found,
  says: { zh, en },
})

/** What is wrong with a table, by row (the first is 1): nothing when it may be put in force. */
export function tableFaults(rows: readonly FilingRule[]): readonly Fault[] {
  const seen = new Set<string>()
  return rows.flatMap((rule, index) => {
    const faults = ruleFaults(rule, index + 1)
    if (!seen.has(rule.kind)) {
      seen.add(rule.kind)
      return faults
    }
    return [...faults, fault(index + 1, 'kind', rule.kind, '这一小类出现了两次', 'this class stands twice')]
  })
}

function ruleFaults({ kind, title, filing, closing, limit, units }: FilingRule, row: number): readonly Fault[] {
  const faults: Fault[] = []
  if (!kindShape.test(kind))
    faults.push(
      fault(row, 'kind', kind, '代码须如 component:0102 或 event:0506', 'a code is like component:0102 or event:0506'),
    )
  for (const [field, words] of Object.entries({ title, filing, closing }))
    if (words.zh.trim() === '' || words.en.trim() === '')
      faults.push(fault(row, field, words.zh, '不能为空', 'must not be empty'))
  const { unit, amount } = limit
  const most = unit === 'workingHour' || unit === 'workingDay' ? mostLimit[unit] : 0
  if (!Number.isInteger(amount) || amount < 1 || amount > most)
    faults.push(
      fault(
        row,
        'limit',
        `${amount} ${unit}`,
        `时限须为 1 至 ${mostLimit.workingHour} 工作小时或 1 至 ${mostLimit.workingDay} 工作日`,
        `a limit is 1 to ${mostLimit.workingHour} working hours or 1 to ${mostLimit.workingDay} working days`,
      ),
    )
  if (units.length === 0 || units.some(({ to }) => 'office' in to && to.office === ''))
    faults.push(fault(row, 'units', '', '没有责任单位', 'nobody is responsible'))
  for (const { division } of units)
    if (division !== undefined && !/^\d{6}(\d{3}(\d{3})?)?$/.test(division))
      faults.push(
        fault(row, 'units', division, '区划代码须为 6、9 或 12 位数字', 'a division code has 6, 9 or 12 digits'),
      )
  return faults
}

/** The limit as one word, for the form of a case: `workingHour-4`. */
export const limitName = ({ unit, amount }: Within): string => `${unit}-${amount}`

/**
 * Who answers for a rule's class at a place for an owner: ownership decides before place, the narrower place before the wider,
 * of equals the first. Nothing when no line fits.
 */
export function findUnit(
  { units }: Pick<FilingRule, 'units'>,
  at: { readonly division?: string; readonly ownership?: string },
): UnitRule['to'] | undefined {
  let best: { readonly rule: UnitRule; readonly fit: number } | undefined
  for (const rule of units) {
    const { division, ownership } = rule
    if (division !== undefined && !at.division?.startsWith(division)) continue
    if (ownership !== undefined && ownership !== at.ownership) continue
    const fit = (ownership === undefined ? 0 : 100) + (division?.length ?? 0)
    if (best === undefined || fit > best.fit) best = { rule, fit }
  }
  return best?.rule.to
}
