import type { JSX } from 'react'
import type { OutlineReport } from '../../api/patrol.ts'
import { Message, type Say, useSay } from '../../kit/index.ts'

/** A size as people say it. */
const sayArea = (say: Say, squareMetres: number): string =>
  squareMetres >= 100_000
    ? say({ zh: '{n} 平方公里', en: '{n} km²' }, { n: (squareMetres / 1e6).toFixed(2) })
    : say({ zh: '{n} 平方米', en: '{n} m²' }, { n: squareMetres })

/** The most overlaps that are named; the map shows all. */
const most = 3

/** What the outline would do to the grids around it, in words. */
export function OutlineWords({
  report,
  isLacking,
}: {
  readonly report: OutlineReport | undefined
  readonly isLacking: boolean
}): JSX.Element | null {
  const say = useSay()
  if (isLacking)
    return <Message tone="warning" live title={say({ zh: '至少要三个角', en: 'Three corners at least' })} />
  if (!report) return null
  const { crossing, overlaps, outside, gap, squareMetres } = report
  if (crossing)
    return (
      <Message
        tone="warning"
        live
        title={say(
          {
            zh: '第 {one} 条边与第 {other} 条边相交，不能保存',
            en: 'Edges {one} and {other} cross: it cannot be kept',
          },
          { one: crossing[0] + 1, other: crossing[1] + 1 },
        )}
      >
        {say({
          zh: '移动或删去一个角。第 1 条边从第 1 个角开始。',
          en: 'Move or take away a corner. Edge 1 begins at corner 1.',
        })}
      </Message>
    )
  const largest = overlaps.toSorted((a, b) => b.squareMetres - a.squareMetres).slice(0, most)
  const lines = [
    ...largest.map((one) =>
      say(
        { zh: '与{title}重叠 {size}', en: 'overlaps {title} by {size}' },
        { title: say(one.title), size: sayArea(say, one.squareMetres) },
      ),
    ),
    ...(overlaps.length > most
      ? [say({ zh: '另与 {n} 个网格重叠', en: 'overlaps {n} more grids' }, { n: overlaps.length - most })]
      : []),
    ...(outside
      ? [
          say(
            { zh: '超出街镇 {size}', en: 'reaches {size} beyond the street' },
            { size: sayArea(say, outside.squareMetres) },
          ),
        ]
      : []),
    ...(gap
      ? [
          say(
            { zh: '街镇内还有 {size} 没有网格', en: 'leaves {size} of the street without a grid' },
            { size: sayArea(say, gap.squareMetres) },
          ),
        ]
      : []),
  ]
  return (
    <Message
      tone={lines.length > 0 ? 'warning' : 'done'}
      live
      title={say({ zh: '面积 {size}', en: 'It covers {size}' }, { size: sayArea(say, squareMetres) })}
    >
      {lines.length > 0
        ? lines.join(say({ zh: '；', en: '; ' }))
        : say({ zh: '与邻格不重叠，不留空白', en: 'It overlaps no neighbour and leaves no gap' })}
    </Message>
  )
}
