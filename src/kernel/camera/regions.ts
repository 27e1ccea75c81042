/** What a region of a picture shows: a face (人脸), a plate (号牌), a whole person, a whole vehicle. */
export const regionKinds = ['face', 'plate', 'person', 'vehicle'] as const

/** One of `regionKinds`. */
export type RegionKind = (typeof regionKinds)[number]

/** A region as a source sends it: left, top, width and height in pixels of the picture as it was sent. */
export type Region = { readonly kind: RegionKind; readonly box: readonly [number, number, number, number] }

/** A rectangle of whole pixels within a picture. */
export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** How a picture is masked: its regions are destroyed, or all of it is made coarse. */
export type Mask =
  | { readonly how: 'regions'; readonly boxes: readonly Box[] }
  | { readonly how: 'whole'; readonly boxes: readonly [] }

/** A face or plate is destroyed with so much of what is around it, as a share of its size: boxes of detectors sit tight. */
const margin = 0.3
/** A margin is never less than so many pixels. */
const leastMargin = 3

function widened({ box: [x, y, width, height] }: Region, across: number, down: number): Box | undefined {
  const [side, top] = [Math.max(leastMargin, width * margin), Math.max(leastMargin, height * margin)]
  const left = Math.max(0, Math.floor(x - side))
  const upper = Math.max(0, Math.floor(y - top))
  const right = Math.min(across, Math.ceil(x + width + side))
  const lower = Math.min(down, Math.ceil(y + height + top))
  return right > left && lower > upper ? { left, top: upper, width: right - left, height: lower - upper } : undefined
}

const isInside = ({ box: [x, y, width, height] }: Region, { box: [left, top, across, down] }: Region): boolean => {
  const [middle, centre] = [x + width / 2, y + height / 2]
  return middle >= left && middle <= left + across && centre >= top && centre <= top + down
}

/**
 * What of a picture must be destroyed before anybody sees it. Nobody here looks for faces: we know what the source says and no more.
 * A person in whom it names no face, and a vehicle on which it names no plate, is destroyed whole; a source that names no region,
 * or none that lies in the picture, has its whole picture made coarse.
 */
export function maskFor(regions: readonly Region[] | undefined, width: number, height: number): Mask {
  const all = regions ?? []
  const small = all.filter(({ kind }) => kind === 'face' || kind === 'plate')
  const whole = all.filter(
    (one) =>
      (one.kind === 'person' && !small.some((part) => part.kind === 'face' && isInside(part, one))) ||
      (one.kind === 'vehicle' && !small.some((part) => part.kind === 'plate' && isInside(part, one))),
  )
  const boxes = [...small, ...whole].flatMap((one) => widened(one, width, height) ?? [])
  return boxes.length > 0 ? { how: 'regions', boxes } : { how: 'whole', boxes: [] }
}
