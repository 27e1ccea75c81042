import type { Session } from '../api/session.ts'
import { hasRole, holds } from '../shell/session.ts'

/** May the person be on duty: take over, hand over, note, see to warnings? */
export const mayBeOnDuty = (session: Session | undefined): boolean => hasRole(session, 'duty-officer', 'supervisor')

/** May the person set the bounds of signs? */
export const maySetSigns = (session: Session | undefined): boolean =>
  holds(session, 'administrator', ['city']) || holds(session, 'duty-officer', ['city'])
