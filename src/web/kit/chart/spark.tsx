import type { JSX } from 'react'

/** A line of values without axes, beside the number it belongs to; decoration for the eye, said in words elsewhere. */
export function Spark({
  values,
  width = 96,
  height = 24,
}: {
  /** Oldest first; `null` leaves a gap. */
  readonly values: readonly (number | null)[]
  readonly width?: number
  readonly height?: number
}): JSX.Element | null {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return null
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const size = high - low || 1
  const x = (index: number): number => 2 + (index / (values.length - 1)) * (width - 6)
  const y = (value: number): number => 3 + (1 - (value - low) / size) * (height - 6)
  let pen = 'M'
  let path = ''
  let last: readonly [number, number] | undefined
  values.forEach((value, index) => {
    if (value === null) {
      pen = 'M'
      return
    }
    path += `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`
    pen = 'L'
    last = [x(index), y(value)]
  })
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={`${width / 16}rem`} height={`${height / 16}rem`} aria-hidden="true">
      <path d={path} fill="none" stroke="var(--series-1)" strokeWidth="1.5" strokeLinejoin="round" />
      {last ? <circle cx={last[0]} cy={last[1]} r="2.500" fill="var(--series-1)" /> : null}
    </svg>
  )
}
