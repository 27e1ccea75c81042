import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { liveTasks } from '../../kernel/flow/index.ts'
import { caseQuery } from '../api/cases.ts'
import { CaseNumber, useOfficeNames } from '../case/index.ts'
import { ButtonLink, Facts, Loading, sayInstant, Trouble, useSay } from '../kit/index.ts'

/** Who has a case and until when, with the way to the whole of it. */
export function CaseFacts({ id }: { readonly id: string }): JSX.Element {
  const say = useSay()
  const found = useQuery(caseQuery(id))
  const tasks = found.data ? liveTasks(found.data.case) : []
  const holders = tasks.flatMap((task) => (task.holder ? [task.holder] : []))
  const nameOf = useOfficeNames(holders)
  if (found.error) return <Trouble error={found.error} />
  if (!found.data) return <Loading />
  const due = tasks[0]?.dueAt
  return (
    <>
      <Facts
        facts={[
          [say({ zh: '编号', en: 'Number' }), <CaseNumber key="number" number={found.data.case.number} />],
          [
            say({ zh: '谁负责', en: 'Who answers' }),
            holders.map(({ office }) => nameOf(office)).join(say({ zh: '、', en: ', ' })) ||
              say({ zh: '已办结', en: 'Nobody: it is done' }),
          ],
          ...(due === undefined ? [] : [[say({ zh: '期限', en: 'Due' }), sayInstant(say, due)] as const]),
        ]}
      />
      <ButtonLink size="s" to={`/desk/cases/${id}`} after="go">
        {say({ zh: '打开事项', en: 'Open the case' })}
      </ButtonLink>
    </>
  )
}
