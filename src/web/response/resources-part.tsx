import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { layerQuery } from '../api/registry.ts'
import { actOn, freeResourcesQuery, type Resource, type WholeIncident } from '../api/response.ts'
import { Button, Section, Table, Trouble, useSay } from '../kit/index.ts'
import { boundsOf } from '../kit/map/index.ts'

const kinds = {
  team: { zh: '队伍', en: 'Team' },
  vehicle: { zh: '车辆', en: 'Vehicle' },
  store: { zh: '物资', en: 'Store' },
  shelter: { zh: '避难场所', en: 'Shelter' },
} as const

/** Resources of an incident, and the free ones nearest to the middle of its area. */
export function ResourcesPart({
  whole: { incident, resources, mayCommand },
}: {
  readonly whole: WholeIncident
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const near = useMiddle(incident.divisions)
  const isRunning = mayCommand && !incident.endedAt
  const free = useQuery({ ...freeResourcesQuery(near), enabled: isRunning })
  const move = useMutation({
    mutationFn: ([what, resource]: readonly ['assign' | 'release', string]) => actOn(incident.id, what, { resource }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['response'] }),
  })
  const columns = (what: 'assign' | 'release') => [
    { key: 'title', title: say({ zh: '名称', en: 'Name' }), head: true, cell: (row: Resource) => row.title },
    { key: 'kind', title: say({ zh: '种类', en: 'Kind' }), cell: (row: Resource) => say(kinds[row.kind]) },
    {
      key: 'capacity',
      title: say({ zh: '容量', en: 'Capacity' }),
      number: true,
      cell: (row: Resource) => `${row.capacity} ${row.unit}`,
    },
    {
      key: 'metres',
      title: say({ zh: '距离（米）', en: 'Metres' }),
      number: true,
      cell: (row: Resource) => row.metres ?? '—',
    },
    {
      key: 'act',
      title: say({ zh: '操作', en: 'Do' }),
      cell: (row: Resource) =>
        isRunning ? (
          <Button size="s" busy={move.isPending} onClick={() => move.mutate([what, row.id])}>
            {what === 'assign' ? say({ zh: '调派', en: 'Assign' }) : say({ zh: '释放', en: 'Release' })}
          </Button>
        ) : null,
    },
  ]
  return (
    <Section title={say({ zh: '资源', en: 'Resources' })}>
      {move.error ? <Trouble error={move.error} /> : null}
      <Table
        caption={say({ zh: '已调派', en: 'Assigned' })}
        showCaption
        columns={columns('release')}
        rows={resources}
        keyOf={(row) => row.id}
      />
      {isRunning ? (
        <Table
          caption={say({ zh: '空闲，由近到远', en: 'Free, the nearest first' })}
          showCaption
          columns={columns('assign')}
          rows={free.data ?? []}
          keyOf={(row) => row.id}
        />
      ) : null}
    </Section>
  )
}

/** The middle of the area, where it is drawn. */
function useMiddle(divisions: readonly string[]): readonly [number, number] | undefined {
  const districts = useQuery(layerQuery('districts')).data
  const streets = useQuery(layerQuery('streets')).data
  const features = [...(districts?.features ?? []), ...(streets?.features ?? [])].filter(({ properties }) =>
    divisions.some((one) => String(properties.code) === one || one.endsWith('0000')),
  )
  const bounds = boundsOf({ type: 'FeatureCollection', features })
  if (!bounds) return undefined
  const [west, south, east, north] = bounds.flat()
  if (west === undefined || south === undefined || east === undefined || north === undefined) return undefined
  return [(west + east) / 2, (south + north) / 2]
}
