import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useMemo, useState } from 'react'
import { choice, integer, officeField, type PlaceValue, place, text } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { geocode } from '../api/registry.ts'
import {
  addResource,
  type ListedResource,
  type Resource,
  type ResourceFilter,
  resourcesQuery,
  setResource,
} from '../api/response.ts'
import { Button, DemoMark, Loading, Page, Segments, StateMark, Table, Trouble, useSay } from '../kit/index.ts'
import { CityMap, MapLabels, MapPoints, type PointMark } from '../kit/map/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { resourceKinds, resourceStates } from './resource-words.ts'
import styles from './response.module.css'

const marks: Readonly<Record<Resource['state'], PointMark>> = { free: 'new', assigned: 'working', out: 'done' }
type KindChoice = 'all' | Resource['kind']
type StateChoice = 'all' | Resource['state']

/** Teams, vehicles, stores, shelters of the city: where they are, whether they are free, which lie nearest to a place. */
export function ResourcesPage(): JSX.Element {
  const say = useSay()
  const list = useId()
  const [kind, setKind] = useState<KindChoice>('all')
  const [state, setState] = useState<StateChoice>('all')
  const [where, setWhere] = useState<Where>()
  const filter: ResourceFilter = {
    ...(kind !== 'all' && { kind }),
    ...(state !== 'all' && { state }),
    ...(where && { near: where.point }),
    limit: 300,
  }
  const found = useQuery(resourcesQuery(filter))
  const mayKeep = hasRole(useSession(), 'duty-officer', 'data-officer', 'administrator')
  const points = useMemo(
    () => (found.data ?? []).map(({ id, lng, lat, state }) => ({ id, point: [lng, lat] as const, mark: marks[state] })),
    [found.data],
  )
  return (
    <Page
      title={say({ zh: '应急资源', en: 'Resources' })}
      back={{ to: '/city/response', words: say({ zh: '应急', en: 'Emergencies' }) }}
      width="wide"
      actions={mayKeep ? <AddResource /> : null}
    >
      <div className={styles.filters}>
        <Segments
          label={say({ zh: '种类', en: 'Kind' })}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'all', words: say({ zh: '全部', en: 'All' }) },
            ...(['team', 'vehicle', 'store', 'shelter'] as const).map((value) => ({
              value,
              words: say(resourceKinds[value]),
            })),
          ]}
        />
        <Segments
          label={say({ zh: '状态', en: 'State' })}
          value={state}
          onChange={setState}
          options={[
            { value: 'all', words: say({ zh: '全部', en: 'All' }) },
            ...(['free', 'assigned', 'out'] as const).map((value) => ({
              value,
              words: say(resourceStates[value].words),
            })),
          ]}
        />
      </div>
      <Nearest where={where} onFind={setWhere} />
      <div className={styles.map}>
        <CityMap label={say({ zh: '资源所在', en: 'Where the resources are' })} describedBy={list}>
          <MapLabels />
          <MapPoints points={points} />
        </CityMap>
      </div>
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading lines={6} /> : null}
      <div id={list}>
        {found.data ? <List resources={found.data} caption={say({ zh: '资源', en: 'Resources' })} /> : null}
      </div>
    </Page>
  )
}

function List({
  resources,
  caption,
}: {
  readonly resources: readonly ListedResource[]
  readonly caption: string
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: ([id, to]: readonly [string, 'free' | 'out']) => setResource(id, to),
    onSuccess: () => client.invalidateQueries({ queryKey: ['response'] }),
  })
  return (
    <>
      {change.error ? <Trouble error={change.error} /> : null}
      <Table
        caption={caption}
        columns={[
          {
            key: 'title',
            title: say({ zh: '名称', en: 'Name' }),
            head: true,
            cell: (row: ListedResource) => (
              <>
                {row.title} {row.isDemo ? <DemoMark short /> : null}
              </>
            ),
          },
          { key: 'kind', title: say({ zh: '种类', en: 'Kind' }), cell: (row) => say(resourceKinds[row.kind]) },
          {
            key: 'state',
            title: say({ zh: '状态', en: 'State' }),
            cell: ({ state }) => (
              <StateMark shape={resourceStates[state].shape} tone={resourceStates[state].tone}>
                {say(resourceStates[state].words)}
              </StateMark>
            ),
          },
          { key: 'office', title: say({ zh: '单位', en: 'Office' }), cell: (row) => say(row.officeTitle) },
          {
            key: 'capacity',
            title: say({ zh: '容量', en: 'Capacity' }),
            number: true,
            cell: (row) => `${row.capacity} ${row.unit}`,
          },
          {
            key: 'metres',
            title: say({ zh: '距离（米）', en: 'Metres' }),
            number: true,
            cell: (row) => row.metres ?? '—',
          },
          {
            key: 'act',
            title: say({ zh: '操作', en: 'Do' }),
            cell: (row) =>
              row.isMine && row.state !== 'assigned' ? (
                <Button
                  size="s"
                  busy={change.isPending}
                  aria-label={`${row.state === 'out' ? say({ zh: '恢复', en: 'Back in use' }) : say({ zh: '停用', en: 'Out of use' })}：${row.title}`}
                  onClick={() => change.mutate([row.id, row.state === 'out' ? 'free' : 'out'])}
                >
                  {row.state === 'out' ? say({ zh: '恢复', en: 'Back in use' }) : say({ zh: '停用', en: 'Out of use' })}
                </Button>
              ) : null,
          },
        ]}
        rows={resources}
        keyOf={(row) => row.id}
      />
    </>
  )
}

type Where = { readonly point: readonly [number, number]; readonly address: string }

/** Sorts by distance from an address that is typed. */
function Nearest({
  where,
  onFind,
}: {
  readonly where: Where | undefined
  readonly onFind: (where: Where | undefined) => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const [typed, setTyped] = useState('')
  const find = useMutation({
    mutationFn: () => geocode(typed),
    onSuccess: ({ items: [first] }) => {
      if (first) onFind(first)
    },
  })
  return (
    <form
      className={styles.near}
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim().length > 1) find.mutate()
      }}
    >
      <label htmlFor={id}>{say({ zh: '离哪里最近', en: 'Nearest to' })}</label>
      <input id={id} value={typed} maxLength={120} onChange={(event) => setTyped(event.target.value)} />
      <Button type="submit" busy={find.isPending} icon="search">
        {say({ zh: '由近到远', en: 'Nearest first' })}
      </Button>
      <p role="status" className={styles.quiet}>
        {find.data?.items.length === 0
          ? say({ zh: '没有找到这个地方', en: 'That place was not found' })
          : where
            ? say({ zh: '离“{address}”由近到远', en: 'Nearest to “{address}” first' }, { address: where.address })
            : ''}
      </p>
      {find.error ? <Trouble error={find.error} /> : null}
    </form>
  )
}

function AddResource(): JSX.Element {
  const say = useSay()
  return (
    <DialogForm
      words={say({ zh: '登记资源', en: 'Enter a resource' })}
      icon="plus"
      size="m"
      fields={{
        kind: choice({ zh: '种类', en: 'Kind' }, resourceKinds),
        title: text({ zh: '名称', en: 'Name' }, { max: 120 }),
        office: officeField({ zh: '单位', en: 'Office' }),
        where: place({ zh: '所在', en: 'Where it is' }),
        capacity: integer({ zh: '数量', en: 'How many' }, { min: 0, max: 1_000_000 }),
        unit: text({ zh: '单位（人、辆、件……）', en: 'Of what (people, pieces…)' }, { max: 20 }),
      }}
      run={({ where, ...values }) => {
        const [lng, lat] = (where as PlaceValue | undefined)?.point ?? [] // a `place` field
        return addResource({ ...values, lng, lat })
      }}
      said={{ zh: '资源已登记', en: 'The resource was entered' }}
      touches={[['response']]}
    />
  )
}
