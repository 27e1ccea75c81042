import type { FlowDeclaration } from './declaration.ts'
import { type CaseState, findValue } from './state.ts'

/** The class a case was sorted into, or is filed under where nobody sorts. */
export function classOf(flow: FlowDeclaration, state: CaseState): string | null {
  const sorted = flow.marks.class === undefined ? undefined : findValue(state, flow.marks.class)
  if (typeof sorted === 'string' && sorted !== '') return sorted
  const { filed } = flow
  if (!filed) return null
  return 'class' in filed ? filed.class : (filed.of[String(findValue(state, filed.by))] ?? filed.otherwise)
}
