import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { casesAddress, figuresQuery, mapQuery } from '../api/measure.ts'
import { Button, csvOf, download, Loading, Table, Trouble, useSay } from '../kit/index.ts'

/** The same as the map, in words and figures: every district with what came in, what is late, and the figures. */
export function DistrictTable({ from, to }: { readonly from: string; readonly to: string }): JSX.Element {
  const say = useSay()
  const counted = useQuery(mapQuery('districts', { from, to }))
  const { data: about } = useQuery(figuresQuery('channel', { from, to }))
  const rows = counted.data?.divisions ?? []
  const figures = about?.figures ?? []
  const csv = (): string =>
    csvOf([
      [
        '',
        say({ zh: '受理', en: 'Received' }),
        say({ zh: '在办', en: 'Open' }),
        say({ zh: '超期', en: 'Late' }),
        ...figures.map((one) => `${say(one.title)} %`),
      ],
      ...rows.map((row) => [
        say(row.title),
        String(row.counts.received ?? 0),
        String(row.counts.open ?? 0),
        String(row.counts.late ?? 0),
        ...figures.map((one) => String(row.figures[one.name]?.value ?? '')),
      ]),
    ])
  return (
    <div>
      {counted.error ? <Trouble error={counted.error} again={() => void counted.refetch()} /> : null}
      {counted.isPending ? <Loading lines={8} /> : null}
      {rows.length > 0 ? (
        <>
          <Table
            caption={say({ zh: '各区情况', en: 'By district' })}
            columns={[
              {
                key: 'title',
                title: say({ zh: '区', en: 'District' }),
                head: true,
                cell: (row) => <Link to={casesAddress(row.filter)}>{say(row.title)}</Link>,
              },
              {
                key: 'received',
                title: say({ zh: '受理', en: 'Received' }),
                number: true,
                cell: (row) => row.counts.received,
              },
              { key: 'open', title: say({ zh: '在办', en: 'Open' }), number: true, cell: (row) => row.counts.open },
              {
                key: 'late',
                title: say({ zh: '超期', en: 'Late' }),
                number: true,
                cell: (row) => <Link to={casesAddress(row.filter, { figure: 'late' })}>{row.counts.late}</Link>,
              },
              ...figures.map((figure) => ({
                key: figure.name,
                title: `${say(figure.title)} %`,
                number: true,
                cell: (row: (typeof rows)[number]) => row.figures[figure.name]?.value?.toFixed(1) ?? '—',
              })),
            ]}
            rows={rows}
            keyOf={(row) => row.key}
          />
          <Button tone="quiet" size="s" icon="download" onClick={() => download('districts.csv', csv())}>
            CSV
          </Button>
        </>
      ) : null}
    </div>
  )
}
