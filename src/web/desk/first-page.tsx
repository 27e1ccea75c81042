import type { JSX } from 'react'
import { Navigate } from 'react-router'
import { desksOf, hasRole, useSession } from '../shell/session.ts'
import { SignInWall } from '../shell/sign-in-wall.tsx'

/** What the workbench opens with: for whoever watches others' work what goes wrong there, for whoever has work of his own that work. */
export function DeskFirst(): JSX.Element {
  const session = useSession()
  if (!session) return <SignInWall>{null}</SignInWall>
  const works = hasRole(session, 'operator', 'sorter', 'dispatcher', 'clerk', 'grid-member')
  if (works) return <Navigate to="/desk/mine" replace />
  if (hasRole(session, 'supervisor', 'duty-officer')) return <Navigate to="/desk/overview" replace />
  if (hasRole(session, 'data-officer')) return <Navigate to="/desk/anomalies" replace />
  // Who looks after the machinery or the books has no lists here.
  const [home = 'desk'] = desksOf(session)
  return <Navigate to={home === 'desk' ? '/desk/mine' : `/${home}`} replace />
}
