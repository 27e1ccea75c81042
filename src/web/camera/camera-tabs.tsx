import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { cameraWaitingQuery } from '../api/camera.ts'
import { useSay, ViewTabs } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'

/** The ways among camera events. */
export function CameraTabs(): JSX.Element | null {
  const say = useSay()
  const session = useSession()
  const isWatching = hasRole(session, 'dispatcher', 'duty-officer', 'supervisor')
  const waiting = useQuery({ ...cameraWaitingQuery, enabled: isWatching }).data
  const looksAfter = hasRole(session, 'data-officer', 'duty-officer', 'supervisor')
  if (!isWatching) return null
  return (
    <ViewTabs
      label={say({ zh: '视频事件', en: 'Camera events' })}
      views={[
        {
          to: '/desk/camera',
          words: say({ zh: '待确认', en: 'To confirm' }),
          end: true,
          ...(waiting !== undefined && { count: waiting }),
        },
        { to: '/desk/camera/decided', words: say({ zh: '已处理', en: 'Decided' }) },
        { to: '/desk/camera/requests', words: say({ zh: '原图申请', en: 'Full views' }) },
        ...(looksAfter ? [{ to: '/desk/camera/sources', words: say({ zh: '来源', en: 'Sources' }) }] : []),
      ]}
    />
  )
}
