import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { ownershipWords } from '../../../kernel/patrol/index.ts'
import { addComponent, type Component, filingTableQuery, keepComponent } from '../../api/patrol.ts'
import { Labelled } from '../../kit/form/index.ts'
import { Button, Combobox, Dialog, Trouble, useSay } from '../../kit/index.ts'
import { PickMap } from '../../kit/map/index.ts'
import styles from '../patrol.module.css'
import { componentStates } from '../words.ts'

type Place = readonly [number, number]

/** The map knows places to a metre: less is where it stood before. */
const isSame = (a: Place, b: Place): boolean => Math.abs(a[0] - b[0]) < 1.5e-5 && Math.abs(a[1] - b[1]) < 1.5e-5

/** Adds a component, or changes, moves or brings one back: its fields beside the map on which it is marked. */
export function ComponentDialog({
  component,
  near,
  onDone,
  onClose,
}: {
  /** The one that is changed; none for a new one. */
  readonly component?: Component
  /** Where the map of a new one opens. */
  readonly near?: Place | undefined
  readonly onDone: (component: Component) => void
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const table = useQuery(filingTableQuery).data
  const [kind, setKind] = useState(component?.kind ?? '')
  const [title, setTitle] = useState(component?.title ?? '')
  const [ownership, setOwnership] = useState(component?.ownership ?? 'unknown')
  const [keeper, setKeeper] = useState(component?.keeper ?? '')
  const [state, setState] = useState<string>(component?.state ?? 'well')
  const [place, setPlace] = useState<Place | undefined>(component ? [component.lng, component.lat] : undefined)
  // Typed coordinates open the map anew where they are; moving the map does not.
  const [typed, setTyped] = useState('')
  const [note, setNote] = useState('')
  const [isTried, setTried] = useState(false)
  const keep = useMutation({
    mutationFn: ([lng, lat]: Place) => {
      const body = { title: title.trim(), ownership, keeper: keeper.trim(), state, lng, lat, note: note.trim() }
      return component ? keepComponent(component.code, body) : addComponent({ ...body, kind })
    },
    onSuccess: async (kept) => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      onDone(kept)
    },
  })
  const fault = (isLacking: boolean, zh: string, en: string) => (isTried && isLacking ? say({ zh, en }) : undefined)
  return (
    <Dialog
      open
      wide
      title={
        component
          ? say({ zh: '修改 {code}', en: 'Change {code}' }, { code: component.code })
          : say({ zh: '登记一个部件', en: 'Add a component' })
      }
      onClose={onClose}
      footer={
        <Button
          tone="primary"
          busy={keep.isPending}
          onClick={() => {
            setTried(true)
            if (kind !== '' && title.trim() !== '' && place) keep.mutate(place)
          }}
        >
          {component?.retiredAt ? say({ zh: '恢复使用', en: 'Bring it back' }) : say({ zh: '保存', en: 'Keep' })}
        </Button>
      }
    >
      <div className={styles.stack}>
        <div className={styles.pairs}>
          {component ? null : (
            <Labelled
              title={say({ zh: '类别', en: 'Class' })}
              fault={fault(kind === '', '请选择类别', 'Choose a class')}
              hint={say({ zh: '编码按类别和所在区自动编排', en: 'The code is the next of its class in the district' })}
            >
              {(labels) => (
                <Combobox
                  id={labels.id}
                  value={kind}
                  describedBy={labels['aria-describedby']}
                  invalid={labels['aria-invalid'] ?? false}
                  options={(table?.rows ?? [])
                    .filter((one) => one.kind.startsWith('component:'))
                    .map((one) => ({ value: one.kind, title: say(one.title), detail: one.kind }))}
                  onChange={(value) => setKind(value ?? '')}
                />
              )}
            </Labelled>
          )}
          <Labelled
            title={say({ zh: '名称', en: 'Name' })}
            fault={fault(
              title.trim() === '',
              '请写名称，如“污水井盖（河南中路88号旁）”',
              'Write a name that tells it apart',
            )}
          >
            {(labels) => (
              <input {...labels} maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
            )}
          </Labelled>
          <Labelled title={say({ zh: '权属', en: 'Owner' })} look="select">
            {(labels) => (
              <select {...labels} value={ownership} onChange={(event) => setOwnership(event.target.value)}>
                {Object.hasOwn(ownershipWords, ownership) ? null : <option value={ownership}>{ownership}</option>}
                {Object.entries(ownershipWords).map(([name, words]) => (
                  <option key={name} value={name}>
                    {say(words)}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled title={say({ zh: '养护单位', en: 'Kept by' })} optional>
            {(labels) => (
              <input {...labels} maxLength={120} value={keeper} onChange={(event) => setKeeper(event.target.value)} />
            )}
          </Labelled>
          <Labelled title={say({ zh: '状态', en: 'State' })} look="select">
            {(labels) => (
              <select {...labels} value={state} onChange={(event) => setState(event.target.value)}>
                {Object.entries(componentStates).map(([name, words]) => (
                  <option key={name} value={name}>
                    {say(words)}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled title={component ? say({ zh: '为什么改', en: 'Why' }) : say({ zh: '说明', en: 'Note' })} optional>
            {(labels) => (
              <input {...labels} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
            )}
          </Labelled>
        </div>
        <PickMap
          key={typed}
          point={place ?? near}
          onPick={(next) => (place && isSame(place, next) ? undefined : setPlace(next))}
        />
        <PlaceFields
          place={place}
          onChange={setPlace}
          onTyped={() => setTyped(place?.join() ?? '')}
          fault={fault(!place, '请在地图上标出或写经纬度', 'Mark it on the map or type coordinates')}
        />
        {keep.error ? <Trouble error={keep.error} /> : null}
      </div>
    </Dialog>
  )
}

/** The place as figures, for who does not use the map. */
function PlaceFields({
  place,
  fault,
  onChange,
  onTyped,
}: {
  readonly place: Place | undefined
  readonly fault: string | undefined
  readonly onTyped: () => void
  readonly onChange: (place: Place) => void
}): JSX.Element {
  const say = useSay()
  const set = (axis: 0 | 1, value: number): void => {
    if (Number.isFinite(value)) onChange(axis === 0 ? [value, place?.[1] ?? 31.23] : [place?.[0] ?? 121.47, value])
  }
  return (
    <div className={styles.pairs}>
      {([0, 1] as const).map((axis) => (
        <Labelled
          key={axis}
          title={axis === 0 ? say({ zh: '经度', en: 'Longitude' }) : say({ zh: '纬度', en: 'Latitude' })}
          fault={axis === 0 ? fault : undefined}
        >
          {(labels) => (
            <input
              {...labels}
              type="number"
              step="0.00001"
              value={place?.[axis] ?? ''}
              onBlur={onTyped}
              onChange={(event) => set(axis, event.target.valueAsNumber)}
            />
          )}
        </Labelled>
      ))}
    </div>
  )
}
