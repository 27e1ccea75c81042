import { type CaseState, findValue } from '../../../kernel/flow/index.ts'
import type { Pack } from '../../../kernel/pack/index.ts'
import { fromMercator } from '../../../kernel/place/index.ts'
import type { ParquetColumn } from '../../base/index.ts'

/** A case as it is read for an export. Instants are ISO, UTC. */
export type ExportedCase = {
  readonly id: string
  readonly hash: string
  readonly state: CaseState
  readonly number: string
  readonly pack: string
  readonly title: string
  readonly kind: string | null
  readonly class: string | null
  readonly urgency: number
  readonly status: string
  readonly channel: string
  readonly source: string | null
  readonly external: string | null
  readonly openedAt: string
  readonly dueAt: string | null
  readonly contactedAt: string | null
  readonly doneAt: string | null
  readonly closedAt: string | null
  readonly office: string | null
  readonly division: string | null
  readonly address: string | null
  readonly x: number | null
  readonly y: number | null
  readonly solved: boolean | null
  readonly satisfied: boolean | null
  readonly rating: number | null
  readonly isHistory: boolean
  readonly isDemo: boolean
}

/** One value of an export. */
export type ExportValue = string | number | boolean | null

/** A column of an export: its stable name, its type, where its value comes from. */
export type ExportColumn = ParquetColumn & {
  value(one: ExportedCase, pack: Pack, officeName: string | null): ExportValue
}

const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const urgencies = ['normal', 'urgent', 'emergency'] as const

function position({ x, y }: ExportedCase): { lng: number; lat: number } | undefined {
  if (x === null || y === null) return undefined
  const { lng, lat } = fromMercator([x, y])
  return { lng: Math.round(lng * 1e6) / 1e6, lat: Math.round(lat * 1e6) / 1e6 }
}

/** The reply as its reporter reads it: what the step gave that the flow marks, else what another system recorded. */
function replyOf({ state }: ExportedCase, { flow }: Pack): string | null {
  const given = flow.marks.reply === undefined ? undefined : findValue(state, flow.marks.reply)
  return asText(given) ?? state.recorded?.reply ?? null
}

/** The columns of an export of cases. Nothing graded personal is among them: that stays in `cases.personal`. */
export const caseColumns: readonly ExportColumn[] = [
  { name: 'number', type: 'text', value: (one) => one.number },
  { name: 'pack', type: 'text', value: (one) => one.pack },
  { name: 'source', type: 'text', value: (one) => one.source },
  { name: 'external', type: 'text', value: (one) => one.external },
  { name: 'status', type: 'text', value: (one) => one.status },
  { name: 'title', type: 'text', value: (one) => one.title },
  { name: 'text', type: 'text', value: (one, pack) => asText(findValue(one.state, pack.flow.marks.text)) },
  { name: 'kind', type: 'text', value: (one) => one.kind },
  { name: 'class', type: 'text', value: (one) => one.class },
  { name: 'urgency', type: 'text', value: (one) => urgencies[one.urgency] ?? null },
  { name: 'channel', type: 'text', value: (one) => one.channel },
  { name: 'opened_at', type: 'instant', value: (one) => one.openedAt },
  { name: 'due_at', type: 'instant', value: (one) => one.dueAt },
  { name: 'contacted_at', type: 'instant', value: (one) => one.contactedAt },
  { name: 'handled_at', type: 'instant', value: (one) => one.doneAt },
  { name: 'closed_at', type: 'instant', value: (one) => one.closedAt },
  { name: 'reply', type: 'text', value: replyOf },
  { name: 'office', type: 'text', value: (one, _, office) => office ?? one.state.recorded?.office ?? null },
  { name: 'division', type: 'text', value: (one) => one.division },
  { name: 'address', type: 'text', value: (one) => one.address },
  { name: 'lng', type: 'decimal', value: (one) => position(one)?.lng ?? null },
  { name: 'lat', type: 'decimal', value: (one) => position(one)?.lat ?? null },
  { name: 'solved', type: 'yes-no', value: (one) => one.solved },
  { name: 'satisfied', type: 'yes-no', value: (one) => one.satisfied },
  { name: 'rating', type: 'integer', value: (one) => one.rating },
  { name: 'is_history', type: 'yes-no', value: (one) => one.isHistory },
  { name: 'is_demo', type: 'yes-no', value: (one) => one.isDemo },
]
