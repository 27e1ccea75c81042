/** A flat list of numbers: x, y, x, y, … in the coordinates of a tile. */
export type Flat = readonly number[]

/** The part of a polygon's ring inside a square, edge by edge (Sutherland and Hodgman 1974). Empty when nothing is left. */
export function clipRing(ring: Flat, low: number, high: number): number[] {
  let current = [...ring]
  for (const [axis, limit, isLow] of [
    [0, low, true],
    [0, high, false],
    [1, low, true],
    [1, high, false],
  ] as const) {
    const made: number[] = []
    const count = current.length / 2
    for (let index = 0; index < count; index += 1) {
      const at = index * 2
      const next = ((index + 1) % count) * 2
      const a = current[at + axis] ?? 0
      const b = current[next + axis] ?? 0
      const aInside = isLow ? a >= limit : a <= limit
      const bInside = isLow ? b >= limit : b <= limit
      if (aInside) made.push(current[at] ?? 0, current[at + 1] ?? 0)
      if (aInside !== bInside) {
        const share = (limit - a) / (b - a)
        const other = axis === 0 ? 1 : 0
        const cut = (current[at + other] ?? 0) + share * ((current[next + other] ?? 0) - (current[at + other] ?? 0))
        if (axis === 0) made.push(limit, cut)
        else made.push(cut, limit)
      }
    }
    current = made
    if (current.length === 0) return current
  }
  return current
}

/** The parts of a line inside a square (Liang and Barsky 1984, segment by segment). */
export function clipLine(line: Flat, low: number, high: number): number[][] {
  const parts: number[][] = []
  let part: number[] = []
  for (let at = 0; at + 3 < line.length; at += 2) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = line.slice(at, at + 4)
    const span = visible(x0, y0, x1, y1, low, high)
    if (!span) {
      if (part.length > 0) parts.push(part)
      part = []
      continue
    }
    const [from, till] = span
    const [dx, dy] = [x1 - x0, y1 - y0]
    if (part.length === 0 || from > 0) {
      if (part.length > 0) parts.push(part)
      part = [x0 + from * dx, y0 + from * dy]
    }
    part.push(x0 + till * dx, y0 + till * dy)
    if (till < 1) {
      parts.push(part)
      part = []
    }
  }
  if (part.length > 0) parts.push(part)
  return parts
}

function visible(
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  low: number,
  high: number,
): readonly [number, number] | undefined {
  let [from, till] = [0, 1]
  for (const [delta, room] of [
    [x0 - x1, x0 - low],
    [x1 - x0, high - x0],
    [y0 - y1, y0 - low],
    [y1 - y0, high - y0],
  ] as const) {
    if (delta === 0) {
      if (room < 0) return undefined
      continue
    }
    const share = room / delta
    if (delta < 0) from = Math.max(from, share)
    else till = Math.min(till, share)
    if (from > till) return undefined
  }
  return [from, till]
}
