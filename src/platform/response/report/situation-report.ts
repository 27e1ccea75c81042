import type { Level } from '../../../kernel/access/index.ts'
import {
  entrySays,
  hazardWords,
  levelWords,
  type OrderState,
  officeLevelWords,
  orderStateWords,
} from '../../../kernel/response/index.ts'
import type { Language } from '../../../kernel/words.ts'
import type { Order } from '../incident/answer-orders.ts'
import { type Incident, numberOf } from '../incident/incident.ts'
import type { Entry } from '../incident/log.ts'
import type { ResponseParts } from '../parts.ts'
import type { Resource } from '../resources.ts'
import type { ReportBlock } from './report-pdf.ts'

/** All that a report rests on: the incident with its orders, resources and log. It holds no other figure. */
export type Situation = {
  readonly incident: Incident
  readonly orders: readonly Order[]
  readonly log: readonly Entry[]
  readonly resources: readonly Resource[]
  readonly at: number
}

const states = Object.keys(orderStateWords) as readonly OrderState[] // the keys of the table

/** Date and minute in Shanghai, as both languages read it. */
const when = (at: string | number): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(
    new Date(at),
  )

/** The situation report (情况报告) of an incident as PDF on A4. */
export async function situationReport(parts: ResponseParts, situation: Situation, language: Language): Promise<Buffer> {
  const { incident, at } = situation
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en)
  // The font is large and what reads it, too: loaded with the first report.
  const { reportPdf } = await import('./report-pdf.ts')
  const mark = incident.isExercise ? t('演练 演练 演练', 'EXERCISE EXERCISE EXERCISE') : undefined
  return reportPdf(
    {
      title: t(`情况报告：${incident.title}`, `Situation report: ${incident.title}`),
      ...(mark !== undefined && { mark }),
      footer: `${numberOf(incident)} · ${when(at)}`,
      page: (one, all) => t(`第 ${one} 页，共 ${all} 页`, `Page ${one} of ${all}`),
    },
    [
      ...head(parts, situation, t, language),
      ...orderBlocks(parts, situation, t, language),
      ...logBlocks(situation, t, language),
    ],
  )
}

type Say = (zh: string, en: string) => string

function head(
  parts: ResponseParts,
  { incident, at, resources }: Situation,
  t: Say,
  language: Language,
): readonly ReportBlock[] {
  const places = incident.divisions.map((code) => parts.divisionTitle(code)?.[language] ?? code)
  const facts: readonly (readonly [string, string])[] = [
    [t('编号', 'Number'), numberOf(incident)],
    [t('截至', 'As of'), when(at)],
    [t('灾种', 'Hazard'), hazardWords[incident.hazard][language]],
    [t('级别', 'Level'), incident.endedAt ? t('已终止', 'Ended') : levelWords[incident.level][language]],
    [t('范围', 'Area'), places.join(t('、', ', '))],
    [t('指挥单位', 'In command'), parts.offices.title(incident.office)?.[language] ?? incident.office],
    [t('启动', 'Started'), when(incident.startedAt)],
    ...(incident.endedAt ? [[t('终止', 'Ended'), when(incident.endedAt)] as const] : []),
  ]
  const goods: readonly ReportBlock[] =
    resources.length === 0
      ? []
      : [
          { kind: 'heading', text: t('调派中的资源', 'Resources assigned') },
          {
            kind: 'table',
            widths: [0.6, 0.4],
            rows: resources.map(({ title, capacity, unit }) => [title, `${capacity} ${unit}`]),
          },
        ]
  return [{ kind: 'table', widths: [0.25, 0.75], rows: facts.map((row) => [...row]) }, ...goods]
}

function orderBlocks(parts: ResponseParts, { orders }: Situation, t: Say, language: Language): readonly ReportBlock[] {
  const levels = (Object.keys(officeLevelWords) as Level[]).filter(
    (
      level, // the keys of the table
    ) => orders.some((order) => order.officeLevel === level),
  )
  const used = states.filter((state) => orders.some((order) => order.state === state))
  const count = (of: readonly Order[]) => [
    String(of.length),
    ...used.map((state) => String(of.filter((order) => order.state === state).length)),
  ]
  const share = 0.76 / (used.length + 1)
  return [
    { kind: 'heading', text: t(`指令（共 ${orders.length} 条）`, `Orders (${orders.length} in all)`) },
    {
      kind: 'table',
      widths: [0.24, share, ...used.map(() => share)],
      head: [t('层级', 'Level'), t('合计', 'All'), ...used.map((state) => orderStateWords[state][language])],
      rows: [
        ...levels.map((level) => [
          officeLevelWords[level][language],
          ...count(orders.filter((order) => order.officeLevel === level)),
        ]),
        [t('合计', 'All'), ...count(orders)],
      ],
    },
    {
      kind: 'table',
      widths: [0.28, 0.26, 0.16, 0.15, 0.15],
      head: [t('任务', 'Task'), t('单位', 'Office'), t('状态', 'State'), t('确认', 'Acknowledged'), t('办结', 'Over')],
      rows: orders.map((order) => [
        order.title[language],
        parts.offices.title(order.office)?.[language] ?? order.office,
        orderStateWords[order.state][language],
        order.acknowledgedAt ? when(order.acknowledgedAt) : '—',
        order.closedAt ? when(order.closedAt) : '—',
      ]),
    },
  ]
}

function logBlocks({ log }: Situation, t: Say, language: Language): readonly ReportBlock[] {
  return [
    { kind: 'heading', text: t('经过（取自日志）', 'Timeline (from the log)') },
    {
      kind: 'table',
      widths: [0.07, 0.19, 0.16, 0.58],
      head: ['#', t('时间', 'When'), t('人员', 'Who'), t('内容', 'What')],
      rows: log.map((entry) => [String(entry.seq), when(entry.at), entry.personName, sentence(entry, language)]),
    },
  ]
}

/** An entry of the log in one sentence. */
function sentence(entry: Entry, language: Language): string {
  const { what, about } = entrySays(entry, language)
  const [colon, comma] = language === 'zh' ? ['：', '，'] : [': ', ', ']
  return about.length === 0 ? what : `${what}${colon}${about.join(comma)}`
}
