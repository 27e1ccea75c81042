import type { Fault } from '../errors/index.ts'
import type { Words } from '../words.ts'
import { type CameraKind, cameraKinds } from './kinds.ts'
import { type Region, type RegionKind, regionKinds } from './regions.ts'

/** What an analytics system signs: one thing that it believes to have seen. Instants ISO, UTC. */
export type CameraEvent = {
  /** Its own id of this event, never used for another one. */
  readonly id: string
  /** The source by which the city knows it. */
  readonly source: string
  /** When it was signed. */
  readonly signedAt: string
  /** When it was seen. */
  readonly seenAt: string
  readonly kind: CameraKind
  /** Which camera saw it, in the source's own words. */
  readonly camera: string
  /** Degrees of WGS 84, longitude first. */
  readonly point: readonly [number, number]
  readonly address?: string
  /** How sure the source is, 0 to 1. It changes nothing of what a person has to decide. */
  readonly confidence?: number
  readonly note?: string
  /** The picture that goes with it: SHA-256 of its bytes in lower-case hexadecimal. */
  readonly picture: { readonly sha256: string }
  /** Where faces, plates, people and vehicles are. Absent: the source did not look. */
  readonly regions?: readonly Region[]
}

/** What a text must be. */
type Rule = { readonly pattern: RegExp; readonly says: Words }

const idRule: Rule = {
  pattern: /^[A-Za-z0-9._:-]{1,80}$/,
  says: { zh: '须为 1 至 80 个字母、数字或 . _ : -', en: 'must be 1 to 80 letters, digits or . _ : -' },
}
const instantRule: Rule = {
  pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/,
  says: {
    zh: '须为带时区的时刻，如 2026-11-20T06:10:00Z',
    en: 'must be an instant with its zone, as 2026-11-20T06:10:00Z',
  },
}
const hashRule: Rule = {
  pattern: /^[0-9a-f]{64}$/,
  says: {
    zh: '须为图片字节的 SHA-256（64 位小写十六进制）',
    en: 'must be the SHA-256 of the picture’s bytes, 64 lower-case hexadecimal digits',
  },
}

/** Most regions of one picture. */
export const mostRegions = 400

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string => (value === undefined ? '' : (JSON.stringify(value) ?? '').slice(0, 60))

/** Reads fields of what came and keeps what is wrong with them. */
class Reader {
  readonly faults: Fault[] = []
  readonly #of: Record<string, unknown>

  constructor(of: Record<string, unknown>) {
    this.#of = of
  }

  fault(field: string, found: unknown, says: Words): void {
    this.faults.push({ field, found: shown(found), says })
  }

  text(field: string, rule: Rule): string {
    const value = this.#of[field]
    const isRight =
      typeof value === 'string' &&
      rule.pattern.test(value) &&
      (rule !== instantRule || Number.isFinite(Date.parse(value)))
    if (isRight) return value
    this.fault(field, value, rule.says)
    return ''
  }

  words(field: string, most: number): string | undefined {
    const value = this.#of[field]
    if (value === undefined) return undefined
    if (typeof value === 'string' && value.length <= most) return value
    this.fault(field, value, { zh: `须为不超过 ${most} 字的文本`, en: `must be a text of at most ${most} characters` })
    return undefined
  }

  share(field: string): number | undefined {
    const value = this.#of[field]
    if (value === undefined) return undefined
    if (typeof value === 'number' && value >= 0 && value <= 1) return value
    this.fault(field, value, { zh: '须为 0 到 1 之间的数', en: 'must be a number from 0 to 1' })
    return undefined
  }

  kind(): CameraKind {
    const found = cameraKinds.find((one) => one === this.#of.kind)
    if (found) return found
    const names = cameraKinds.join(', ')
    this.fault('kind', this.#of.kind, { zh: `须为下列之一：${names}`, en: `must be one of ${names}` })
    return 'litter'
  }

  point(): readonly [number, number] {
    const value = this.#of.point
    if (Array.isArray(value) && value.length === 2) {
      const [lng, lat]: readonly unknown[] = value
      const isPlace = typeof lng === 'number' && typeof lat === 'number' && Math.abs(lng) <= 180 && Math.abs(lat) <= 85
      if (isPlace) return [lng, lat]
    }
    this.fault('point', value, {
      zh: '须为 [经度, 纬度]（WGS 84，度）',
      en: 'must be [longitude, latitude] in degrees of WGS 84',
    })
    return [0, 0]
  }

  picture(): { readonly sha256: string } {
    const value = this.#of.picture
    const sha256 = isRecord(value) ? value.sha256 : undefined
    if (typeof sha256 === 'string' && hashRule.pattern.test(sha256)) return { sha256 }
    this.fault('picture.sha256', sha256, hashRule.says)
    return { sha256: '' }
  }

  regions(): readonly Region[] | undefined {
    const value = this.#of.regions
    if (value === undefined) return undefined
    if (!Array.isArray(value) || value.length > mostRegions) {
      this.fault('regions', undefined, {
        zh: `须为不超过 ${mostRegions} 个区域的数组`,
        en: `must be a list of at most ${mostRegions} regions`,
      })
      return undefined
    }
    return value.flatMap((one: unknown, i) => this.#region(one, i) ?? [])
  }

  #region(value: unknown, i: number): Region | undefined {
    const kind = isRecord(value) ? regionKinds.find((one): one is RegionKind => one === value.kind) : undefined
    const box: unknown = isRecord(value) ? value.box : undefined
    if (kind && Array.isArray(box) && box.length === 4) {
      const [x, y, width, height]: readonly unknown[] = box
      const isBox =
        [x, y, width, height].every((one) => typeof one === 'number' && Number.isFinite(one)) &&
        Number(width) > 0 &&
        Number(height) > 0
      if (isBox) return { kind, box: [Number(x), Number(y), Number(width), Number(height)] }
    }
    const kinds = regionKinds.join(', ')
    this.fault(`regions[${i}]`, value, {
      zh: `须为 {"kind": ${kinds} 之一, "box": [左, 上, 宽, 高]}，单位像素`,
      en: `must be {"kind": one of ${kinds}, "box": [left, top, width, height]} in pixels`,
    })
    return undefined
  }
}

const known = new Set([
  ...['id', 'source', 'signedAt', 'seenAt', 'kind', 'camera', 'point', 'address', 'confidence', 'note', 'picture'],
  'regions',
])

/** Reads a signed event; every fault is named with what would be right. A field that is not known is refused: it may be a wish unmet. */
export function readCameraEvent(
  value: unknown,
): { readonly event: CameraEvent; readonly faults?: undefined } | { readonly faults: readonly Fault[] } {
  if (!isRecord(value)) return { faults: [{ says: { zh: '须为 JSON 对象', en: 'must be a JSON object' } }] }
  const read = new Reader(value)
  for (const name of Object.keys(value))
    if (!known.has(name))
      read.fault(name.slice(0, 60), value[name], { zh: '没有这个字段', en: 'is no field of an event' })
  const [address, confidence, note] = [read.words('address', 200), read.share('confidence'), read.words('note', 500)]
  const regions = read.regions()
  const event: CameraEvent = {
    ...{ id: read.text('id', idRule), source: read.text('source', idRule) },
    ...{ signedAt: read.text('signedAt', instantRule), seenAt: read.text('seenAt', instantRule) },
    ...{ kind: read.kind(), camera: read.text('camera', idRule), point: read.point(), picture: read.picture() },
    ...(address !== undefined && { address }),
    ...(confidence !== undefined && { confidence }),
    ...(note !== undefined && { note }),
    ...(regions && { regions }),
  }
  return read.faults.length > 0 ? { faults: read.faults } : { event }
}
