import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { officeField } from '../../../kernel/record/index.ts'
import { drawGrid, type OutlineReport, outlineQuery, type PatrolGrid } from '../../api/patrol.ts'
import { FieldView, Labelled } from '../../kit/form/index.ts'
import { Button, Buttons, Dialog, Message, type Say, Trouble, useSay } from '../../kit/index.ts'
import type { Corner } from '../../kit/map/index.ts'
import styles from '../patrol.module.css'
import { cornersOf } from './corners.ts'
import { PickCorners } from './pick-corners.tsx'

/** What is still when somebody stops moving: corners are weighed once the hand rests. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 300)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

/** Draws a grid: its number, names, office and outline; what it would overlap or leave open is said while it is drawn. */
export function DrawDialog({
  street,
  grids,
  grid,
  onClose,
}: {
  readonly street: string
  /** Grids of the street. */
  readonly grids: readonly PatrolGrid[]
  /** The grid that is drawn anew; none for a new one. */
  readonly grid?: PatrolGrid
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const next = Math.max(0, ...grids.map(({ code }) => Number(code.slice(9)))) + 1
  const [number, setNumber] = useState(grid ? Number(grid.code.slice(9)) : next)
  const [zh, setZh] = useState(grid?.title.zh ?? '')
  const [en, setEn] = useState(grid && grid.title.en !== grid.title.zh ? grid.title.en : '')
  const [office, setOffice] = useState(grid?.office ?? undefined)
  const [corners, setCorners] = useState<readonly Corner[]>(() => (grid ? cornersOf(grid) : []))
  const [isTried, setTried] = useState(false)
  const code = `${street}${String(number).padStart(6, '0')}`
  const settled = useSettled(corners)
  const weighed = useQuery({
    ...outlineQuery(code, settled),
    enabled: settled.length > 2,
    placeholderData: keepPreviousData,
  })
  const report = corners.length > 2 ? weighed.data : undefined
  const isTaken = !grid && grids.some((one) => one.code === code)
  const badNumber = !Number.isInteger(number) || number < 1 || number > 999_999
  const isReady = zh.trim() !== '' && corners.length > 2 && !isTaken && !badNumber && !report?.crossing
  const draw = useMutation({
    mutationFn: () =>
      drawGrid(code, {
        ...{
          title: { zh: zh.trim(), en: en.trim() || zh.trim() },
          ...(office && { office }),
          ...(!grid && { isNew: true }),
        },
        area: { type: 'Polygon', coordinates: [[...corners, ...corners.slice(0, 1)]] },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      onClose()
    },
  })
  return (
    <Dialog
      open
      wide
      title={
        grid
          ? say({ zh: '重划{title}', en: 'Draw {title} anew' }, { title: say(grid.title) })
          : say({ zh: '划一个新网格', en: 'Draw a new grid' })
      }
      onClose={onClose}
      footer={
        // Beside the button, so that it is in sight while the map is and the map does not move under the hand.
        <div className={styles.stack}>
          <Report say={say} report={report} isLacking={isTried && corners.length < 3} />
          <Buttons>
            <Button
              tone="primary"
              busy={draw.isPending}
              onClick={() => {
                setTried(true)
                if (isReady) draw.mutate()
              }}
            >
              {say({ zh: '保存网格', en: 'Keep the grid' })}
            </Button>
          </Buttons>
        </div>
      }
    >
      <div className={styles.stack}>
        <div className={styles.pairs}>
          <Labelled
            title={say({ zh: '编号', en: 'Number' })}
            hint={say({ zh: '代码 {code}', en: 'Code {code}' }, { code: badNumber ? '—' : code })}
            fault={
              badNumber
                ? say({ zh: '编号为 1 至 999999', en: 'A number is 1 to 999999' })
                : isTaken
                  ? say({ zh: '这个编号已有网格', en: 'A grid has this number already' })
                  : undefined
            }
          >
            {(labels) => (
              <input
                {...labels}
                type="number"
                min={1}
                disabled={grid !== undefined}
                value={Number.isNaN(number) ? '' : number}
                onChange={(event) => setNumber(event.target.valueAsNumber)}
              />
            )}
          </Labelled>
          <FieldView
            name="office"
            field={officeField(
              { zh: '责任机构', en: 'Office that answers for it' },
              {
                optional: true,
                hint: {
                  zh: '其网格员可排班；不填由街镇承担',
                  en: 'Its grid members are put on shifts; none: the street answers',
                },
              },
            )}
            value={office}
            onChange={(value) => setOffice(typeof value === 'string' ? value : undefined)}
          />
          <Labelled
            title={say({ zh: '中文名称', en: 'Chinese name' })}
            fault={isTried && zh.trim() === '' ? say({ zh: '请写名称', en: 'Write a name' }) : undefined}
          >
            {(labels) => (
              <input {...labels} maxLength={60} value={zh} onChange={(event) => setZh(event.target.value)} />
            )}
          </Labelled>
          <Labelled title={say({ zh: '英文名称', en: 'English name' })} optional>
            {(labels) => (
              <input {...labels} maxLength={60} value={en} onChange={(event) => setEn(event.target.value)} />
            )}
          </Labelled>
        </div>
        <PickCorners
          grids={grids}
          own={code}
          report={report}
          corners={corners}
          isNew={grid?.rings.length !== 1}
          onChange={setCorners}
        />
        {weighed.error ? <Trouble error={weighed.error} /> : null}
        {draw.error ? <Trouble error={draw.error} /> : null}
      </div>
    </Dialog>
  )
}

/** A size as people say it. */
const sayArea = (say: Say, squareMetres: number): string =>
  squareMetres >= 100_000
    ? say({ zh: '{n} 平方公里', en: '{n} km²' }, { n: (squareMetres / 1e6).toFixed(2) })
    : say({ zh: '{n} 平方米', en: '{n} m²' }, { n: squareMetres })

/** The most overlaps that are named; the map shows all. */
const most = 3

/** What the outline would do to the grids around it, in words. */
function Report({
  say,
  report,
  isLacking,
}: {
  readonly say: Say
  readonly report: OutlineReport | undefined
  readonly isLacking: boolean
}): JSX.Element | null {
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
