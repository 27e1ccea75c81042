import {
  choice,
  choices,
  type Fields,
  instant,
  integer,
  longText,
  officeField,
  text,
} from '../../kernel/record/index.ts'
import type { CityRule, RuleTarget } from '../../kernel/responsibility/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Entering, RuleTerms } from '../api/responsibility.ts'
import type { Values } from '../kit/form/index.ts'

const t = (zh: string, en: string): Words => ({ zh, en })
const optional = { optional: true } as const

/** Days of the week, Monday first. */
export const weekdayWords: readonly Words[] = [
  ...[t('周一', 'Mon'), t('周二', 'Tue'), t('周三', 'Wed'), t('周四', 'Thu')],
  ...[t('周五', 'Fri'), t('周六', 'Sat'), t('周日', 'Sun')],
]

/** The class of a scenario that has classes is chosen, any other code is written. */
function codeField(terms: RuleTerms, pack: unknown): Fields {
  const classes = terms.packs.find((one) => one.pack === pack)?.classes ?? []
  const title = t('类别', 'Class')
  return classes.length > 0
    ? {
        code: choice(
          title,
          Object.fromEntries(classes.map(({ code, title: of }) => [code, t(`${code}`, `${code} · ${of.en}`)])),
          optional,
        ),
      }
    : {
        code: text(title, {
          optional: true,
          max: 200,
          hint: t(
            '分类（如 城乡建设/市政设施）或部件、事件代码（如 component:0102）；空：各类',
            'A class, or a code of components or events such as component:0102; empty: all',
          ),
        }),
      }
}

/** What a rule and a trial ask alike: the matter. */
export const matterFields = (terms: RuleTerms, pack: unknown, needsPack: boolean): Fields => ({
  pack: choice(
    t('场景', 'Scenario'),
    Object.fromEntries(terms.packs.map(({ pack: name, title }) => [name, title])),
    needsPack ? {} : optional,
  ),
  ...codeField(terms, pack),
  ownership: text(t('权属', 'Owner'), {
    optional: true,
    max: 40,
    hint: t('部件归谁，如 gas、water；空：不论', 'Whose the component is, such as gas or water; empty: any'),
  }),
})

/** The form of a rule. */
export const ruleFields = (terms: RuleTerms, pack: unknown): Fields => ({
  name: text(t('规则名称', 'Name'), {
    min: 2,
    max: 60,
    hint: t('事项里会写明是这条规则', 'Cases say that this rule decided'),
  }),
  nameEn: text(t('英文名称', 'Name in English'), { optional: true, max: 60 }),
  ...matterFields(terms, pack, false),
  districts: choices(
    t('哪些区', 'Districts'),
    Object.fromEntries(terms.districts.map(({ code, title }) => [code, title])),
    optional,
  ),
  codes: text(t('街镇、居村或网格代码', 'Codes of streets, committees or grids'), {
    ...{ optional: true, max: 2_000 },
    hint: t(
      '9、12 或 15 位，用、隔开；与上一项都空：全市',
      '9, 12 or 15 digits, by commas; with no district either: the whole city',
    ),
  }),
  weekdays: choices(
    t('星期', 'Days'),
    Object.fromEntries(weekdayWords.map((words, i) => [String(i + 1), words])),
    optional,
  ),
  fromHour: integer(t('从几时', 'From hour'), { optional: true, min: 0, max: 24 }),
  toHour: integer(t('到几时', 'To hour'), {
    optional: true,
    min: 0,
    max: 24,
    hint: t('可过午夜，如 22 到 6', 'May pass midnight, such as 22 to 6'),
  }),
  work: choice(
    t('工作时间', 'Working time'),
    { in: t('只在工作时间', 'Only in it'), out: t('只在工作时间以外', 'Only outside of it') },
    optional,
  ),
  who: choice(t('由谁负责', 'Who answers'), {
    office: t('指定单位', 'An office'),
    duty: t('所在地承担某职责的单位', 'Whoever has a duty where it happens'),
  }),
  office: officeField(t('责任单位', 'Office'), { when: 'who = "office"' }),
  duty: choice(
    t('职责', 'Duty'),
    Object.fromEntries(
      terms.duties.map(({ duty, level, title }) => [`${duty}@${level}`, dutyWords(level, title, duty)]),
    ),
    { when: 'who = "duty"' },
  ),
  priority: integer(t('优先级', 'Priority'), {
    optional: true,
    min: 0,
    max: 9,
    hint: t(
      '通常 0：越具体的越先；只在要压过更具体的规则时加大',
      'Usually 0: the more exact rule goes first. Raise it only to go before a more exact one',
    ),
  }),
  because: longText(t('依据（办件人看得到）', 'Why it is so (shown in cases)'), { min: 2, max: 300 }),
  becauseEn: text(t('英文依据', 'The same in English'), { optional: true, max: 300 }),
  from: instant(t('何时生效', 'In force from'), { optional: true, hint: t('空：立即', 'Empty: now') }),
  until: instant(t('何时失效', 'Until'), { optional: true, hint: t('空：一直有效', 'Empty: for good') }),
  why: text(t('为什么制定或修改', 'Why it is made or changed'), { min: 2, max: 300 }),
})

const levelWords: Readonly<Record<string, Words>> = {
  city: t('市级', 'city'),
  district: t('区级', 'district'),
  street: t('街镇', 'street'),
}

/** A duty as it is chosen: the name of an office that has it stands for all. */
export const dutyWords = (level: string, title: Words, duty: string): Words =>
  level === 'street'
    ? title
    : t(
        `${levelWords[level]?.zh}：${title.zh} 等（${duty}）`,
        `${levelWords[level]?.en}: such as ${title.en} (${duty})`,
      )

const some = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : (some(value)?.split(/[\s,，、;；]+/) ?? [])

function placeOf(values: Values, area: NonNullable<CityRule['place']>['area']): CityRule['place'] {
  const codes = list(values.codes)
  const divisions = [...list(values.districts), ...codes.filter((one) => one.length !== 15)]
  const grids = codes.filter((one) => one.length === 15)
  if (divisions.length === 0 && grids.length === 0 && !area) return undefined
  return { ...(divisions.length > 0 && { divisions }), ...(grids.length > 0 && { grids }), ...(area && { area }) }
}

function timeOf({ weekdays, fromHour, toHour, work }: Values): CityRule['time'] {
  const days = list(weekdays).map(Number)
  const hours = typeof fromHour === 'number' && typeof toHour === 'number' ? ([fromHour, toHour] as const) : undefined
  if (days.length === 0 && !hours && !work) return undefined
  return {
    ...(days.length > 0 && { weekdays: days }),
    ...(hours && { hours }),
    ...((work === 'in' || work === 'out') && { work }),
  }
}

function targetOf({ who, office, duty }: Values): RuleTarget {
  if (who !== 'duty') return { office: some(office) ?? '' }
  const [name = '', level] = String(duty ?? '').split('@')
  return { duty: name, level: level === 'city' || level === 'street' ? level : 'district' }
}

/** The rule that a filled form says. `area`: what was drawn before stays. */
export function ruleOf(values: Values, area?: NonNullable<CityRule['place']>['area']): CityRule {
  const [place, time] = [placeOf(values, area), timeOf(values)]
  const [name, because] = [some(values.name) ?? '', some(values.because) ?? '']
  const [pack, code, ownership] = [some(values.pack), some(values.code), some(values.ownership)]
  return {
    ...{ name: t(name, some(values.nameEn) ?? name), because: t(because, some(values.becauseEn) ?? because) },
    ...{ to: targetOf(values), priority: typeof values.priority === 'number' ? values.priority : 0 },
    ...(pack && { pack }),
    ...(code && { code }),
    ...(place && { place }),
    ...(ownership && { ownership }),
    ...(time && { time }),
  }
}

/** When a filled form says that it holds, and why it is entered. */
export const enteringOf = (values: Values): Entering => ({
  why: some(values.why) ?? '',
  ...(some(values.from) && { from: some(values.from) }),
  ...(some(values.until) && { until: some(values.until) }),
})

/** A rule as the form begins with it. */
export function valuesOf({ name, because, pack, code, ownership, place, time, to, priority }: CityRule): Values {
  const divisions = place?.divisions ?? []
  const isDistrict = (one: string): boolean => one.length === 6
  const codes = [...divisions.filter((one) => !isDistrict(one)), ...(place?.grids ?? [])]
  return {
    ...{ name: name.zh, because: because.zh, priority },
    ...(name.en !== name.zh && { nameEn: name.en }),
    ...(because.en !== because.zh && { becauseEn: because.en }),
    ...{ pack, code, ownership, districts: divisions.filter(isDistrict), codes: codes.join('、') || undefined },
    ...{
      weekdays: (time?.weekdays ?? []).map(String),
      fromHour: time?.hours?.[0],
      toHour: time?.hours?.[1],
      work: time?.work,
    },
    ...('office' in to ? { who: 'office', office: to.office } : { who: 'duty', duty: `${to.duty}@${to.level}` }),
  }
}
