/** Where something stands on the screen, CSS pixels. */
export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

const covers = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/**
 * Which of some boxes have no room: each that would cover one before it that has. The first come first, so that what matters most
 * is never covered.
 */
export function crowded(boxes: readonly Box[]): readonly boolean[] {
  const free: Box[] = []
  return boxes.map((box) => {
    const isCrowded = free.some((one) => covers(one, box))
    if (!isCrowded) free.push(box)
    return isCrowded
  })
}
