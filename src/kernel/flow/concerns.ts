import type { CaseEvent, EventType } from './events.ts'

/** What goes on beside whoever works on a case: more sources, notes, clocks, what devices answer. */
const beside: ReadonlySet<EventType> = new Set([
  ...(['heard', 'absorbed', 'noted', 'nudged', 'overdue'] as const),
  ...(['effect-due', 'effect-begun', 'effect-told', 'effect-decided'] as const),
])

/**
 * Does what happened since somebody looked concern what he did meanwhile? Another step of the case, more people who tell of it, or a
 * pump that answers do not: what he did on the street without a signal still holds. Everything else he must see first.
 */
export function concerns(
  event: CaseEvent,
  { name, step }: { readonly name: string; readonly step?: string | undefined },
): boolean {
  if (event.type === 'effect-decided') return name === 'decide-effect'
  if (beside.has(event.type)) return false
  // A correction or a case that went back changes what other steps stand on.
  if (event.type === 'corrected' || event.type === 'undone') return true
  return step === undefined || !('step' in event) || event.step === step
}
