import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { Classifier } from './classifier.ts'
import type { Branch, ModelCard, TextModel } from './model.ts'
import { textErrors } from './text-errors.ts'

/*
 * A model file is brotli over: the line below, one line of JSON (card and the shape of each branch), then for each branch
 * rarity (float32), bias (float32), scale of each class (float32), weights (int16, times the scale), all little-endian.
 */
const firstLine = 'shudu text model 1\n'
const steps = 32767

type Shape = {
  readonly under: readonly string[]
  readonly children: readonly string[]
  readonly features: readonly string[]
  readonly temperature: number
}

/** Makes a model of its parts: weights rounded as the file keeps them, so that a model read back answers the same to the last bit. */
export function packModel(card: ModelCard, branches: readonly Branch[]): TextModel {
  return readModel(compress(card, branches))
}

/** The bytes of a model; equal models give equal bytes. */
export function writeModel(model: TextModel): Buffer {
  return compress(model.card, model.branches)
}

/** Reads a model file. @throws insight.model-broken when the bytes are not a whole model of this format. */
export function readModel(file: Uint8Array): TextModel {
  const content = decompress(file)
  const headEnd = content.indexOf(0x0a, firstLine.length)
  if (content.subarray(0, firstLine.length).toString('latin1') !== firstLine || headEnd < 0) {
    throw textErrors.make('insight.model-broken', { why: 'not a text model' })
  }
  // The header is written by `compress` below and nowhere else, and the first line carries its format number.
  const head = JSON.parse(content.subarray(firstLine.length, headEnd).toString()) as {
    card: ModelCard
    shapes: Shape[]
  }
  let at = headEnd + 1
  const take = (bytes: number) => {
    if (at + bytes > content.length) throw textErrors.make('insight.model-broken', { why: 'it is cut short' })
    const part = content.buffer.slice(content.byteOffset + at, content.byteOffset + at + bytes)
    at += bytes
    return part
  }
  const branches = head.shapes.map((shape) => readBranch(shape, take))
  return { card: head.card, hash: createHash('sha256').update(content).digest('hex'), branches }
}

function readBranch(shape: Shape, take: (bytes: number) => ArrayBufferLike): Branch {
  const classes = shape.children.length
  const rarity = new Float32Array(take(shape.features.length * 4))
  const bias = new Float32Array(take(classes * 4))
  const scale = new Float32Array(take(classes * 4))
  const rounded = new Int16Array(take(shape.features.length * classes * 2))
  const weights = Float32Array.from(rounded, (step, place) => step * (scale[place % classes] ?? 0))
  const { under, children, features, temperature } = shape
  return { under, children, classifier: { classes, features, rarity, weights, bias, temperature } }
}

function compress(card: ModelCard, branches: readonly Branch[]): Buffer {
  const shapes: Shape[] = branches.map(({ under, children, classifier }) => ({
    under,
    children,
    features: classifier.features,
    temperature: classifier.temperature,
  }))
  const parts: Uint8Array[] = [Buffer.from(`${firstLine}${JSON.stringify({ card, shapes })}\n`)]
  for (const { classifier } of branches) {
    const scale = scaleOf(classifier)
    const { classes, weights } = classifier
    const rounded = Int16Array.from(weights, (weight, place) => Math.round(weight / (scale[place % classes] ?? 1)))
    for (const array of [classifier.rarity, classifier.bias, scale, rounded]) {
      parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    }
  }
  return brotliCompressSync(Buffer.concat(parts), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
}

/** What one step of a rounded weight is worth, for each class: a power of two, so that rounding twice changes nothing. */
function scaleOf({ classes, weights }: Classifier): Float32Array {
  const largest = new Float32Array(classes)
  weights.forEach((weight, place) => {
    const one = place % classes
    if (Math.abs(weight) > (largest[one] ?? 0)) largest[one] = Math.abs(weight)
  })
  return largest.map((weight) => (weight === 0 ? 1 : 2 ** Math.ceil(Math.log2(weight / steps))))
}

function decompress(file: Uint8Array): Buffer {
  try {
    return brotliDecompressSync(file)
  } catch (cause) {
    throw textErrors.make('insight.model-broken', { why: 'it does not decompress' }, { cause })
  }
}
