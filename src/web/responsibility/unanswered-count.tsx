import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { unansweredCountQuery } from '../api/unanswered.ts'
import { useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'

/** How many signals wait because nobody answers for them, leading to them; nothing when none does. */
export function UnansweredCount({ className }: { readonly className?: string | undefined }): JSX.Element | null {
  const say = useSay()
  const session = useSession()
  const may = hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')
  const { data } = useQuery({ ...unansweredCountQuery, enabled: may })
  if (!may || !data || data.count === 0) return null
  return (
    <p className={className} role="status">
      <Link to="/desk/unanswered">
        {say.count(data.count, {
          zh: '{n} 个信号没有单位负责',
          en: { one: 'Nobody answers for one signal', other: 'Nobody answers for {n} signals' },
        })}
      </Link>
    </p>
  )
}
