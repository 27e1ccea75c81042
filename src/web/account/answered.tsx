import type { JSX } from 'react'
import type { DataRequest } from '../api/admin-people.ts'
import { StateMark, useSay } from '../kit/index.ts'

/** How a request about personal data stands. */
export function Answered({ request }: { readonly request: DataRequest }): JSX.Element {
  const say = useSay()
  if (request.answeredAt === undefined)
    return <StateMark shape="waiting">{say({ zh: '待答复', en: 'Waiting' })}</StateMark>
  return request.granted ? (
    <StateMark shape="done" tone="active">
      {say({ zh: '已同意', en: 'Granted' })}
    </StateMark>
  ) : (
    <StateMark shape="closed" tone="still">
      {say({ zh: '未同意', en: 'Refused' })}
    </StateMark>
  )
}
