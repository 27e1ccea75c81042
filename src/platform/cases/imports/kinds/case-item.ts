import { createHash } from 'node:crypto'
import type { RecordedLife } from '../../../../kernel/flow/index.ts'
import { toWgs84 } from '../../../../kernel/place/index.ts'
import { kinds, type PlaceValue, phone } from '../../../../kernel/record/index.ts'
import type { Calendar } from '../../../../kernel/time/index.ts'
import { sayInstant } from '../../../../kernel/time/index.ts'
import type { PackShelf } from '../../packs.ts'
import type { Offices } from '../../world.ts'
import type { ImportSettings, Reading, RowNote, RowValues } from '../model.ts'

/** What kinds that become cases stand on. */
export type CaseKindParts = {
  readonly shelf: PackShelf
  readonly offices: Offices
  readonly calendar: Calendar
  readonly jurisdiction: string
  /** Completes a place from the registry: the division of a point, the point of an address. */
  locate(place: PlaceValue): Promise<PlaceValue>
  /** A keyed hash of a phone number, by which a caller's earlier cases are found. */
  phoneHash(phone: string): string
}

/** One row on its way to becoming a case. */
export type CaseItem = {
  /** The number in the other system, or a digest of the content where it has none. */
  readonly external: string
  readonly content: string
  readonly title: string | undefined
  readonly text: string
  readonly place: PlaceValue | undefined
  readonly personal: Readonly<Record<string, string>>
  /** When it was said or began, epoch ms, where the file tells. */
  readonly saidAt: number | undefined
  readonly life: RecordedLife | undefined
  readonly isHistory: boolean
  readonly facts: Readonly<Record<string, unknown>>
}

const dayMs = 86_400_000
const longestText = 50_000
const longestName = 60

const asText = (value: RowValues[string] | undefined): string | undefined =>
  value === undefined ? undefined : String(value)
const asNumber = (value: RowValues[string] | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined

/** What makes a recorded life impossible: no beginning, an end before it, a beginning that is yet to come. */
export function lifeFaults(values: RowValues, now: number): RowNote[] {
  const openedAt = asNumber(values.openedAt)
  if (openedAt === undefined) {
    const says = { zh: '没有可用的受理（留言）时间', en: 'there is no time of beginning that can be read' }
    return [{ code: 'needed', field: 'openedAt', says, mend: timeMend }]
  }
  const faults: RowNote[] = []
  if (openedAt > now + dayMs) {
    const says = { zh: '受理（留言）时间在将来', en: 'the beginning lies in the future' }
    faults.push({ code: 'future', field: 'openedAt', found: shownTime(openedAt), says, mend: timeMend })
  }
  const closedAt = asNumber(values.closedAt)
  if (closedAt !== undefined && closedAt < openedAt) {
    const says = {
      zh: `早于受理（留言）时间 ${shownTime(openedAt)}`,
      en: `lies before the beginning, ${shownTime(openedAt)}`,
    }
    const mend = { zh: '核对两个时间', en: 'check both times' }
    faults.push({ code: 'order', field: 'closedAt', found: shownTime(closedAt), says, mend })
  }
  return faults
}

/** How a time is to be written so that it is read for certain. */
export const timeMend = { zh: '写成 2026-05-01 08:30:00', en: 'write it as 2026-05-01 08:30:00' }

const shownTime = (at: number): string => sayInstant(at, 'stamp').zh

/** Makes a case's content of a row. What cannot be used is left out and noted; a row that says nothing is refused. */
export function caseItem(
  values: RowValues,
  settings: ImportSettings,
  { isHistory, now }: { isHistory: boolean; now: number },
): Reading<CaseItem> {
  const notes: RowNote[] = []
  const classes = classOf(values)
  const title = asText(values.title)
  const text = asText(values.text) ?? title ?? classes
  const faults = textFaults(text)
  if (text === undefined || faults.length > 0) return { ok: false, faults }
  const openedAt = pastOnly(asNumber(values.openedAt), now, notes)
  const place = placeOf(values, settings, notes)
  const personal = personalOf(values, notes)
  // A class without a time is kept too: the case then begins when it comes in.
  const life = openedAt === undefined && classes === undefined ? undefined : lifeOf(values, openedAt ?? now, classes)
  const facts = factsOf(values, classes)
  const said = [title, text, openedAt, values.reply, values.closedAt, place, values.office]
  const content = digest(JSON.stringify(said))
  const external = asText(values.external) ?? `row:${content}`
  return {
    ok: true,
    item: { external, content, title, text, place, personal, saidAt: openedAt, life, isHistory, facts },
    notes,
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22)

function textFaults(text: string | undefined): RowNote[] {
  if (text === undefined || text.length < 2) {
    const says = { zh: '没有内容', en: 'there is no text' }
    return [{ code: 'needed', field: 'text', found: text, says, mend: { zh: '填写诉求内容', en: 'fill in the text' } }]
  }
  if (text.length <= longestText) return []
  const says = { zh: `超过 ${longestText} 字`, en: `is longer than ${longestText} characters` }
  return [
    {
      code: 'long',
      field: 'text',
      found: `${text.slice(0, 60)}…`,
      says,
      mend: { zh: '分成几条或缩短', en: 'split or shorten it' },
    },
  ]
}

/** The levels of the class joined as taxonomies write them; a slash inside a level would look like another level. */
function classOf(values: RowValues): string | undefined {
  const levels = [values.class1, values.class2, values.class3].map(asText)
  const end = levels.indexOf(undefined)
  const filled = (end < 0 ? levels : levels.slice(0, end)).map((level) => (level ?? '').replaceAll('/', '／'))
  return filled.length > 0 ? filled.join('/') : undefined
}

function pastOnly(at: number | undefined, now: number, notes: RowNote[]): number | undefined {
  if (at === undefined || at <= now + dayMs) return at
  const says = { zh: '时间在将来，未采用', en: 'lies in the future; not used' }
  notes.push({ code: 'future', field: 'openedAt', found: shownTime(at), says, mend: timeMend })
  return undefined
}

function lifeOf(values: RowValues, openedAt: number, classes: string | undefined): RecordedLife {
  const satisfied = typeof values.satisfied === 'boolean' ? values.satisfied : undefined
  const life = {
    openedAt,
    dueAt: asNumber(values.dueAt),
    contactedAt: asNumber(values.contactedAt),
    handledAt: asNumber(values.handledAt),
    closedAt: asNumber(values.closedAt),
    class: classes,
    reply: asText(values.reply),
    office: asText(values.office),
    satisfied,
  }
  // Absent and undefined are the same to the fold, but only absent survives a round trip through JSON unchanged.
  return JSON.parse(JSON.stringify(life))
}

function personalOf(values: RowValues, notes: RowNote[]): Record<string, string> {
  const personal: Record<string, string> = {}
  const name = asText(values.name)
  if (name !== undefined) personal.name = name.slice(0, longestName)
  if (name !== undefined && name.length > longestName) {
    const says = { zh: `超过 ${longestName} 字，已截断`, en: `is longer than ${longestName} characters and was cut` }
    notes.push({ code: 'long', field: 'name', found: name.slice(0, longestName), says })
  }
  const number = asText(values.phone)
  if (number === undefined) return personal
  const says = kinds.phone.check(number, phone({ zh: '联系电话', en: 'Phone' }))
  if (says === undefined) personal.phone = number
  else
    notes.push({
      code: 'phone',
      field: 'phone',
      found: number.slice(0, 40),
      says: { zh: `未采用：${says.zh}`, en: `not used: ${says.en}` },
    })
  return personal
}

/** The place of a row: its address, and its point in WGS 84 where that can be trusted. */
function placeOf(values: RowValues, settings: ImportSettings, notes: RowNote[]): PlaceValue | undefined {
  const address = asText(values.address)?.slice(0, 300)
  const point = pointOf(values, settings, notes)
  if (address === undefined && point === undefined) return undefined
  return { ...(point ? { point } : {}), ...(address === undefined ? {} : { address }) }
}

function pointOf(values: RowValues, settings: ImportSettings, notes: RowNote[]): PlaceValue['point'] | undefined {
  const lng = asNumber(values.lng)
  const lat = asNumber(values.lat)
  if (lng === undefined || lat === undefined) return undefined
  const found = `${lng}, ${lat}`
  const isPlaceholder = (lng === 0 && lat === 0) || settings.placeholders.some(([x, y]) => x === lng && y === lat)
  if (isPlaceholder) {
    const says = { zh: '占位坐标，不可信，未采用', en: 'a placeholder coordinate: not trusted, not used' }
    notes.push({ code: 'placeholder', field: 'lng', found, says })
    return undefined
  }
  if (Math.abs(lng) > 180 || Math.abs(lat) > 90) {
    const says = { zh: '坐标超出范围，未采用', en: 'is not on the globe; not used' }
    notes.push({
      code: 'range',
      field: 'lng',
      found,
      says,
      mend: { zh: '核对经度与纬度是否写反', en: 'check whether longitude and latitude are swapped' },
    })
    return undefined
  }
  const point = toWgs84({ lng, lat }, settings.datum)
  return [point.lng, point.lat]
}

/** What the case itself has no place for; kept with the row's account. */
function factsOf(values: RowValues, classes: string | undefined): Record<string, unknown> {
  const { votesFor, votesAgainst, status } = values
  return Object.fromEntries(
    Object.entries({ votesFor, votesAgainst, status, class: classes }).filter(([, value]) => value !== undefined),
  )
}
