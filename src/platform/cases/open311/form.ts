import type { FastifyRequest } from 'fastify'
import type { Fault } from '../../../kernel/errors/index.ts'
import { findInstant } from '../../../kernel/time/index.ts'
import { type UploadedField, type UploadedFile, uploads } from '../../base/index.ts'
import { largestPhoto } from '../keep-photo.ts'
import { open311Errors } from './errors.ts'

/** Parameters by name, in the order they were sent; one that is empty counts as not sent (GeoReport v2, "Optional Arguments"). */
export type Parameters = ReadonlyMap<string, readonly string[]>

/** Most photos of one request. */
const mostPhotos = 9

/** A form that was sent: its plain fields so far, and what comes behind the first file. */
export type Form = {
  readonly fields: Map<string, string[]>
  readonly rest?: AsyncGenerator<UploadedFile | UploadedField>
  readonly first?: UploadedFile
}

const sent = new WeakMap<FastifyRequest, Form>()

const put = (fields: Map<string, string[]>, name: string, value: string) => {
  const there = fields.get(name)
  if (there) there.push(value)
  else fields.set(name, [value])
}

/** Fields of `application/x-www-form-urlencoded` (or of a query), UTF-8. */
export function readPairs(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(text)) put(fields, name, value)
  return fields
}

/**
 * Takes in a form up to its first file, which is left on the wire: nothing is kept of somebody who turns out to have no key.
 */
export async function beginForm(request: FastifyRequest): Promise<Form> {
  const there = sent.get(request)
  if (there) return there
  const form = request.isMultipart() ? await beginMultipart(request) : { fields: readPairs(String(request.body ?? '')) }
  sent.set(request, form)
  return form
}

async function beginMultipart(request: FastifyRequest): Promise<Form> {
  const fields = new Map<string, string[]>()
  const rest = uploads(request, { fileBytes: largestPhoto, files: mostPhotos, fields: 200 })
  for (;;) {
    const { value: part, done } = await rest.next()
    if (done || !part) return { fields }
    if (part.kind === 'file') return { fields, rest, first: part }
    put(fields, part.field, part.value)
  }
}

/** Reads the rest of a form; each photo goes through `keep`, which gives its id. @returns ids of the photos */
export async function finishForm(
  form: Form,
  keep: (file: UploadedFile) => Promise<string>,
): Promise<readonly string[]> {
  const photos: string[] = []
  const takeIn = async (part: UploadedFile | UploadedField) => {
    if (part.kind === 'field') put(form.fields, part.field, part.value)
    else if (/^media(\[\])?$|^media_url(\[\])?$/.test(part.field)) photos.push(await keep(part))
  }
  if (form.first) await takeIn(form.first)
  if (form.rest) for await (const part of form.rest) await takeIn(part)
  return photos
}

/** Collects what is wrong with a request and says it all at once. */
export class Wrong {
  readonly #faults: Fault[] = []

  add(field: string, zh: string, en: string, found?: string): void {
    this.#faults.push({ field, says: { zh, en }, found: found?.slice(0, 80) })
  }

  /** Takes faults of another check over, under other names. */
  addAll(faults: readonly Fault[], nameOf: (field: string) => string): void {
    for (const fault of faults) this.#faults.push({ ...fault, field: nameOf(fault.field ?? '') })
  }

  get isEmpty(): boolean {
    return this.#faults.length === 0
  }

  /** @throws open311.bad when anything was */
  throwIfAny(): void {
    if (!this.isEmpty) throw open311Errors.make('open311.bad', { count: this.#faults.length }, { faults: this.#faults })
  }
}

/** The first value of a parameter that is not empty. */
export const firstOf = (parameters: Parameters, name: string): string | undefined =>
  parameters
    .get(name)
    ?.find((value) => value.trim() !== '')
    ?.trim()

/** All values of a parameter, comma separated ones apart. */
export const allOf = (parameters: Parameters, name: string): readonly string[] =>
  (parameters.get(name) ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')

/** Text that was not UTF-8 arrives with replacement characters: somebody's words would be lost. */
export function mustBeUtf8(parameters: Parameters, wrong: Wrong): void {
  for (const [name, values] of parameters)
    if (values.some((value) => value.includes('\u{FFFD}'))) wrong.add(name, '不是 UTF-8 编码', 'is not UTF-8')
}

/** A number between two others. */
export function numberIn(parameters: Parameters, name: string, [least, most]: readonly [number, number], wrong: Wrong) {
  const text = firstOf(parameters, name)
  if (text === undefined) return undefined
  const value = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  wrong.add(name, `应为 ${least} 到 ${most} 之间的数`, `must be a number from ${least} to ${most}`, text)
  return undefined
}

/** A moment of the W3C profile of ISO 8601, zone included: GeoReport v2, "Date/time format". Epoch milliseconds. */
export function momentIn(parameters: Parameters, name: string, wrong: Wrong): number | undefined {
  const text = firstOf(parameters, name)
  if (text === undefined) return undefined
  // In a query an unescaped + of the offset arrives as a blank.
  const at = findInstant(text.replace(' ', '+'))
  if (at === undefined)
    wrong.add(
      name,
      '应为带时区的时间，如 2026-03-02T09:00:00+08:00',
      'must be a time with zone, such as 2026-03-02T01:00:00Z',
      text,
    )
  return at
}
