import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { choice, longText } from '../../kernel/record/index.ts'
import { Answered } from '../account/answered.tsx'
import { Loaded } from '../account/loaded.tsx'
import { answerDataRequest, type DataRequest, dataRequestsQuery } from '../api/admin-people.ts'
import { Empty, Page, sayInstant, Table, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { DialogForm } from './dialog-form.tsx'

const fields = {
  granted: choice(
    { zh: '答复', en: 'Answer' },
    { yes: { zh: '同意，并按申请办理', en: 'Grant it and carry it out' }, no: { zh: '不同意', en: 'Refuse' } },
  ),
  answer: longText(
    { zh: '告诉申请人', en: 'What the person is told' },
    { max: 1000, hint: { zh: '不同意时写明理由', en: 'With the reason when it is refused' } },
  ),
}

/** What people ask about their own data (PIPL article 50), to be answered with a reason. */
export function DataRequests(): JSX.Element {
  const say = useSay()
  const may = hasRole(useSession(), 'administrator')
  const requests = useQuery(dataRequestsQuery)
  return (
    <Page title={say({ zh: '个人信息申请', en: 'Data requests' })} width="wide">
      <Loaded query={requests}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="eye" title={say({ zh: '没有待答复的申请', en: 'No request waits for an answer' })} />
          ) : (
            <Table
              caption={say({ zh: '个人信息申请', en: 'Data requests' })}
              rows={items}
              keyOf={(row) => row.id}
              columns={[
                { key: 'name', title: say({ zh: '谁', en: 'Who' }), head: true, cell: (row) => row.name },
                {
                  key: 'kind',
                  title: say({ zh: '申请', en: 'Asks' }),
                  cell: (row) =>
                    row.kind === 'correct'
                      ? say({ zh: '更正', en: 'to correct' })
                      : say({ zh: '删除', en: 'to delete' }),
                },
                { key: 'says', title: say({ zh: '说明', en: 'Says' }), cell: (row) => row.says },
                { key: 'wanted', title: say({ zh: '改为', en: 'Wanted' }), cell: (row) => wanted(row) },
                { key: 'at', title: say({ zh: '提出', en: 'Made' }), cell: (row) => sayInstant(say, row.madeAt) },
                { key: 'state', title: say({ zh: '状态', en: 'State' }), cell: (row) => <Answered request={row} /> },
                {
                  key: 'answer',
                  title: say({ zh: '答复', en: 'Answer' }),
                  cell: (row) => (row.answeredAt === undefined && may ? <Answer request={row} /> : (row.answer ?? '')),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Page>
  )
}

const wanted = ({ wanted: values }: DataRequest): string =>
  Object.values(values)
    .filter((value) => typeof value === 'string')
    .join(' · ')

function Answer({ request }: { readonly request: DataRequest }): JSX.Element {
  const say = useSay()
  return (
    <DialogForm
      words={say({ zh: '答复', en: 'Answer' })}
      label={say({ zh: '答复 {name}', en: 'Answer {name}' }, { name: request.name })}
      submit={say({ zh: '答复', en: 'Answer' })}
      fields={fields}
      before={<p>{request.says}</p>}
      run={({ granted, answer }) => answerDataRequest(request.id, granted === 'yes', String(answer))}
      said={{ zh: '已答复', en: 'Answered' }}
      touches={[dataRequestsQuery.queryKey]}
    />
  )
}
