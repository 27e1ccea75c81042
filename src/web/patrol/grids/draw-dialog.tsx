import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { officeField } from '../../../kernel/record/index.ts'
import { drawGrid, outlineQuery, type PatrolGrid } from '../../api/patrol.ts'
import { FieldView, Labelled } from '../../kit/form/index.ts'
import { Button, Buttons, Dialog, Trouble, useSay } from '../../kit/index.ts'
import type { Corner } from '../../kit/map/index.ts'
import styles from '../patrol.module.css'
import { cornersOf } from './corners.ts'
import { OutlineWords } from './outline-words.tsx'
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
          <OutlineWords report={report} isLacking={isTried && corners.length < 3} />
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
