import type { Session } from '../api/session.ts'
import { hasRole, holds } from '../shell/session.ts'

/** May the person be on duty: take over, hand over, note, see to warnings? */
export const mayBeOnDuty = (session: Session | undefined): boolean => hasRole(session, 'duty-officer', 'supervisor')

/** May the person set the bounds of signs? */
export const maySetSigns = (session: Session | undefined): boolean =>
  holds(session, 'administrator', ['city']) || holds(session, 'duty-officer', ['city'])

/** May the person see figures and the situation of cases? */
export const maySeeFigures = (session: Session | undefined): boolean =>
  hasRole(session, 'dispatcher', 'supervisor', 'duty-officer')

/** May the person see the vital signs and who is on duty? */
export const maySeeSigns = (session: Session | undefined): boolean =>
  maySeeFigures(session) || hasRole(session, 'data-officer', 'administrator')

/** May the person see warnings, incidents and what they ask of his office? */
export const maySeeEmergencies = (session: Session | undefined): boolean =>
  maySeeFigures(session) || hasRole(session, 'clerk', 'grid-member', 'operator', 'administrator')
