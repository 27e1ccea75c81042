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
import type { Drawing } from '../drawings.ts'
import type { Order } from '../incident/answer-orders.ts'
import { type Incident, numberOf } from '../incident/incident.ts'
import type { Entry } from '../incident/log.ts'
import type { Notice } from '../notices.ts'
import type { ResponseParts } from '../parts.ts'
import type { Resource } from '../resources.ts'
import type { Lesson } from '../review.ts'
import type { ReportBlock } from './report-pdf.ts'

/** All that a report rests on: the incident and what belongs to it. It holds no other figure. */
export type Situation = {
  readonly incident: Incident
  readonly orders: readonly Order[]
  readonly log: readonly Entry[]
  readonly resources: readonly Resource[]
  readonly drawings: readonly Drawing[]
  readonly notices: readonly Notice[]
  readonly lessons: readonly Lesson[]
  readonly at: number
}

const states = Object.keys(orderStateWords) as readonly OrderState[] // the keys of the table

/** Date and minute in Shanghai, as both languages read it. */
const when = (at: string | number): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(
    new Date(at),
  )

/** Month, day and minute in Shanghai, where the column is narrow. */
const shortly = (at: string): string => when(at).slice(5)

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
      ...reviewBlocks(parts, situation, t, language),
      ...orderBlocks(parts, situation, t, language),
      ...mapBlocks(parts, situation, t, language),
      ...noticeBlocks(situation, t, language),
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
  if (orders.length === 0)
    return [
      { kind: 'heading', text: t('指令', 'Orders') },
      { kind: 'text', text: t('没有指令。', 'None.') },
    ]
  const count = (of: readonly Order[]) => [
    ...levels.map((level) => String(of.filter((order) => order.officeLevel === level).length)),
    String(of.length),
  ]
  const share = 0.84 / (levels.length + 1)
  return [
    { kind: 'heading', text: t(`指令（共 ${orders.length} 条）`, `Orders (${orders.length} in all)`), keep: 180 },
    {
      kind: 'table',
      widths: [0.16, ...levels.map(() => share), share],
      head: [t('状态', 'State'), ...levels.map((level) => officeLevelWords[level][language]), t('合计', 'All')],
      rows: [
        ...used.map((state) => [
          orderStateWords[state][language],
          ...count(orders.filter((order) => order.state === state)),
        ]),
        [t('合计', 'All'), ...count(orders)],
      ],
    },
    {
      kind: 'table',
      widths: [0.22, 0.22, 0.15, 0.15, 0.13, 0.13],
      head: [
        ...[t('任务', 'Task'), t('单位', 'Office'), t('责任人', 'Answers'), t('状态', 'State')],
        ...[t('确认', 'Received'), t('办结', 'Over')],
      ],
      rows: orders.map((order) => [
        order.title[language],
        parts.offices.title(order.office)?.[language] ?? order.office,
        answers(order, t),
        orderStateWords[order.state][language],
        order.acknowledgedAt ? shortly(order.acknowledgedAt) : '—',
        order.closedAt ? shortly(order.closedAt) : '—',
      ]),
    },
  ]
}

/** Whom an order names, and that nobody answered it in time. */
function answers({ personName, escalation, above }: Order, t: Say): string {
  const who = personName ?? t('本单位', 'the office')
  const isAsked = above !== null || (escalation > 0 && personName !== null)
  return isAsked ? t(`${who}（已升级）`, `${who} (escalated)`) : who
}

/** The shared map: what was drawn and where resources are, and the same in words. */
function mapBlocks(
  parts: ResponseParts,
  { incident, drawings, resources }: Situation,
  t: Say,
  language: Language,
): readonly ReportBlock[] {
  if (!incident.area && drawings.length === 0 && resources.length === 0) return []
  const sketch = {
    area: incident.area,
    shapes: drawings,
    points: resources.map(({ title, lng, lat }) => ({ label: title, lng, lat })),
  }
  return [
    { kind: 'heading', text: t('共用地图（示意，上为北）', 'Shared map (a sketch, north above)'), keep: 240 },
    { kind: 'map', sketch },
    ...(drawings.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            widths: [0.4, 0.4, 0.2],
            head: [t('标绘', 'Drawn'), t('单位', 'Office'), t('时间', 'When')],
            rows: drawings.map(({ label, office, drawnByName, drawnAt }) => [
              label,
              `${parts.offices.title(office)?.[language] ?? office} ${drawnByName}`,
              when(drawnAt),
            ]),
          },
        ]),
  ]
}

/** What the people inside the area were told. */
function noticeBlocks({ notices }: Situation, t: Say, language: Language): readonly ReportBlock[] {
  if (notices.length === 0) return []
  return [
    { kind: 'heading', text: t('公告', 'Public notices') },
    {
      kind: 'table',
      widths: [0.62, 0.19, 0.19],
      head: [t('内容', 'What'), t('发布', 'Published'), t('撤回或结束', 'Over')],
      rows: notices.map(({ title, text, publishedAt, withdrawnAt, untilAt }) => [
        `${title[language]}\n${text[language]}`,
        when(publishedAt),
        withdrawnAt ? when(withdrawnAt) : untilAt ? when(untilAt) : '—',
      ]),
    },
  ]
}

/** What was found afterwards, and the lessons. */
function reviewBlocks(
  parts: ResponseParts,
  { incident, lessons }: Situation,
  t: Say,
  language: Language,
): readonly ReportBlock[] {
  if (incident.review === null) return []
  return [
    { kind: 'heading', text: t('复盘', 'Review') },
    { kind: 'text', text: incident.review },
    ...(lessons.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            widths: [0.44, 0.26, 0.13, 0.17],
            head: [t('整改', 'Lesson'), t('责任单位', 'Office'), t('期限', 'Due'), t('落实', 'Carried out')],
            rows: lessons.map(({ text, office, due, doneAt }) => [
              text,
              parts.offices.title(office)?.[language] ?? office,
              due,
              doneAt ? when(doneAt) : '—',
            ]),
          },
        ]),
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
