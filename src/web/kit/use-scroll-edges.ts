import { type RefCallback, useCallback, useState } from 'react'

/** At which edges of a box more of its content lies, sideways. */
export type MoreAt = 'none' | 'start' | 'end' | 'both'

const moreOf = ({ scrollLeft, scrollWidth, clientWidth }: Element): MoreAt => {
  const left = scrollLeft > 1
  const right = scrollLeft + clientWidth < scrollWidth - 1
  return left && right ? 'both' : left ? 'start' : right ? 'end' : 'none'
}

/** Follows a box that scrolls sideways: where more lies than is in sight. */
export function useScrollEdges(): { readonly box: RefCallback<HTMLElement>; readonly more: MoreAt } {
  const [more, setMore] = useState<MoreAt>('none')
  const box = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const look = (): void => setMore(moreOf(element))
    const size = new ResizeObserver(look)
    size.observe(element)
    for (const inner of element.children) size.observe(inner)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      size.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  return { box, more }
}
