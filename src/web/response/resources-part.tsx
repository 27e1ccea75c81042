import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { actOn, type Resource, resourcesQuery, type WholeIncident } from '../api/response.ts'
import { Button, ButtonLink, DemoMark, Section, Segments, StateMark, Table, Trouble, useSay } from '../kit/index.ts'
import { useAreaShapes } from './incident-shapes.ts'
import { resourceKinds } from './resource-words.ts'

/** Resources of an incident: wanted against assigned, those assigned, and the free ones nearest to the middle of its area. */
export function ResourcesPart({ whole }: { readonly whole: WholeIncident }): JSX.Element {
  const say = useSay()
  const { incident, resources, wanted, mayCommand } = whole
  const client = useQueryClient()
  const area = useAreaShapes(incident)
  const isRunning = mayCommand && incident.endedAt === null
  const lacking = wanted.find(({ count, assigned }) => assigned < count)
  const [chosen, setKind] = useState<Resource['kind']>()
  const kind = chosen ?? lacking?.kind ?? 'team'
  const [west = 0, south = 0, east = 0, north = 0] = area?.bounds ?? []
  const near = area?.bounds && ([(west + east) / 2, (south + north) / 2] as const)
  const free = useQuery({
    ...resourcesQuery({ near, kind, state: 'free', limit: 20 }),
    enabled: isRunning && near !== undefined,
  })
  const move = useMutation({
    mutationFn: ([what, resource]: readonly ['assign' | 'release', string]) => actOn(incident.id, what, { resource }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['response'] }),
  })
  const columns = (what: 'assign' | 'release') => [
    {
      key: 'title',
      title: say({ zh: '名称', en: 'Name' }),
      head: true,
      cell: (row: Resource) => (
        <>
          {row.title} {row.isDemo ? <DemoMark short /> : null}
        </>
      ),
    },
    { key: 'kind', title: say({ zh: '种类', en: 'Kind' }), cell: (row: Resource) => say(resourceKinds[row.kind]) },
    {
      key: 'capacity',
      title: say({ zh: '容量', en: 'Capacity' }),
      number: true,
      cell: (row: Resource) => `${row.capacity} ${row.unit}`,
    },
    ...(what === 'assign'
      ? [
          {
            key: 'metres',
            title: say({ zh: '离事件中心（米）', en: 'Metres from the middle' }),
            number: true,
            cell: (row: Resource) => row.metres ?? '—',
          },
        ]
      : []),
    {
      key: 'act',
      title: say({ zh: '操作', en: 'Do' }),
      cell: (row: Resource) =>
        isRunning ? (
          <Button
            size="s"
            busy={move.isPending}
            aria-label={`${what === 'assign' ? say({ zh: '调派', en: 'Assign' }) : say({ zh: '释放', en: 'Release' })} ${row.title}`}
            onClick={() => move.mutate([what, row.id])}
          >
            {what === 'assign' ? say({ zh: '调派', en: 'Assign' }) : say({ zh: '释放', en: 'Release' })}
          </Button>
        ) : null,
    },
  ]
  return (
    <Section
      title={say({ zh: '资源', en: 'Resources' })}
      actions={
        <ButtonLink to="/city/response/resources" size="s">
          {say({ zh: '全市资源', en: 'All resources' })}
        </ButtonLink>
      }
    >
      {move.error ? <Trouble error={move.error} /> : null}
      {wanted.length > 0 && incident.endedAt === null ? (
        <Table
          caption={say({ zh: '预案需要与已调派', en: 'Wanted by the plan, and assigned' })}
          showCaption
          columns={[
            {
              key: 'what',
              title: say({ zh: '需要', en: 'Wanted' }),
              head: true,
              cell: (row) => row.titles.map((one) => say(one)).join(say({ zh: '、', en: ', ' })),
            },
            { key: 'kind', title: say({ zh: '种类', en: 'Kind' }), cell: (row) => say(resourceKinds[row.kind]) },
            { key: 'count', title: say({ zh: '应有', en: 'How many' }), number: true, cell: (row) => row.count },
            { key: 'there', title: say({ zh: '已调派', en: 'Assigned' }), number: true, cell: (row) => row.assigned },
            {
              key: 'state',
              title: say({ zh: '状态', en: 'State' }),
              cell: (row) =>
                row.assigned < row.count ? (
                  <StateMark shape="urgent" tone="urgent">
                    {say({ zh: '还缺 {n}', en: '{n} lacking' }, { n: row.count - row.assigned })}
                  </StateMark>
                ) : (
                  <StateMark shape="done">{say({ zh: '已足', en: 'Enough' })}</StateMark>
                ),
            },
          ]}
          rows={wanted}
          keyOf={(row) => row.kind}
        />
      ) : null}
      <Table
        caption={say({ zh: '已调派', en: 'Assigned' })}
        showCaption
        columns={columns('release')}
        rows={resources}
        keyOf={(row) => row.id}
      />
      {isRunning ? (
        <>
          <Segments
            label={say({ zh: '种类', en: 'Kind' })}
            value={kind}
            onChange={setKind}
            options={(['team', 'vehicle', 'store', 'shelter'] as const).map((value) => ({
              value,
              words: say(resourceKinds[value]),
            }))}
          />
          <Table
            caption={say({ zh: '空闲，由近到远', en: 'Free, the nearest first' })}
            showCaption
            columns={columns('assign')}
            rows={free.data ?? []}
            keyOf={(row) => row.id}
          />
        </>
      ) : null}
    </Section>
  )
}
