import type { Actor, Level, Role } from '../../../kernel/access/index.ts'
import { systemActor } from '../../../kernel/access/index.ts'
import type { Random } from '../../../kernel/codes/index.ts'
import { act, type CaseEvent, type CaseState, type OfficeRef, type Outcome } from '../../../kernel/flow/index.ts'
import type { Pack } from '../../../kernel/pack/index.ts'
import type { PlaceValue } from '../../../kernel/record/index.ts'
import { type Calendar, minuteMs } from '../../../kernel/time/index.ts'
import { type Offices, worldAt } from '../world.ts'

/** What somebody might say, for generated cases. `{place}` and `{n}` are filled in. */
export type CaseSample = {
  readonly class: string
  readonly weight: number
  readonly kind: string
  readonly urgency?: string
  readonly texts: readonly string[]
  readonly replies: readonly string[]
}

/** What generated cases are made of. Everything follows from the seed. */
export type GenerateParts = {
  readonly seed: string
  readonly count: number
  /** Epoch ms: the first case begins after `from`, nothing happens after `to`. */
  readonly from: number
  readonly to: number
  readonly pack: Pack
  readonly samples: readonly CaseSample[]
  readonly offices: Offices
  readonly calendar: Calendar
  readonly jurisdiction: string
  /** A place somebody might report, with its street's division code. */
  place(random: Random): PlaceValue & { readonly division: string }
  /** Ids of people who hold a role in an office; `demo` stands for nobody in particular. */
  personOf(role: Role, office: string): string | undefined
  /** Owners that some of the cases get, so that their citizens find them. */
  readonly owners: readonly string[]
  readonly firstSerial: number
  /** An office below that does the work on the spot (a grid of a street), if the office has one. */
  fieldOffice?(office: OfficeRef, random: Random): OfficeRef | undefined
}

/** One generated life on its way. */
export type Life = {
  readonly random: Random
  readonly parts: GenerateParts
  now: number
  outcome: Outcome
  readonly events: CaseEvent[]
}

const levelOf = (path: string): Level =>
  (['city', 'city', 'district', 'street', 'community'] as const)[Math.min(path.split('/').length - 1, 4)] ?? 'city'

/** Somebody with that post, whether or not a named person holds it. */
export function poster(parts: GenerateParts, role: Role, { office, path }: OfficeRef): Actor {
  const post = { office, path, role, level: levelOf(path), title: { zh: office, en: office } }
  return {
    id: parts.personOf(role, office) ?? `demo:${office}`,
    kind: 'person',
    name: '',
    posts: [post],
    scopes: ['*'],
  }
}

/** Log-normal around a median: most near it, a few much longer. */
export function about(random: Random, median: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return median * Math.exp(normal * spread)
}

/** Does one action at the life's moment; false when the engine refuses it or the moment lies beyond the end. */
export function does(
  life: Life,
  name: string,
  step: string | undefined,
  actor: Actor,
  input: Record<string, unknown>,
): boolean {
  const { parts } = life
  if (life.now >= parts.to) return false
  noteOverdue(life)
  const { flow } = parts.pack
  const world = worldAt(parts.offices, parts.calendar, life.now)
  life.outcome = act({ flow, state: life.outcome.state, name, step, input, actor, world })
  life.events.push(...life.outcome.events)
  return true
}

/** The clockwork would have noticed: says so at the moment it would have. */
export function noteOverdue(life: Life): void {
  const { parts } = life
  for (const task of Object.values(life.outcome.state.tasks)) {
    const due = [task.contactedAt === undefined ? task.contactDueAt : undefined, task.dueAt].filter(
      (at) => at !== undefined,
    )
    const passed = due.filter((at) => at + minuteMs < Math.min(life.now, parts.to)).sort((a, b) => a - b)
    for (const at of passed) {
      const world = worldAt(parts.offices, parts.calendar, at + minuteMs)
      const outcome = act({
        flow: parts.pack.flow,
        state: life.outcome.state,
        name: 'overdue',
        step: task.step,
        input: {},
        actor: systemActor,
        world,
      })
      if (outcome.events.length === 0) continue
      life.outcome = outcome
      life.events.push(...outcome.events)
    }
  }
}

/** Who holds a step now. */
export const holderOf = (state: CaseState, step: string): OfficeRef =>
  state.tasks[step]?.holder ?? { office: 'sh', path: '/sh' }
