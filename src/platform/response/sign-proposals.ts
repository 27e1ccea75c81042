import type { HashedPlan, PlanTask, ResponseLevel } from '../../kernel/response/index.ts'
import { wantedAt } from '../../kernel/response/index.ts'
import type { SignLevel } from '../../kernel/signs/index.ts'
import type { Words } from '../../kernel/words.ts'
import { calledBy } from './incident/give-orders.ts'
import type { ResponseParts } from './parts.ts'
import { listResources } from './resources.ts'

/** What a plan proposes for a sign, and what starting it would mean. Nothing is started. */
export type SignProposal = {
  readonly plan: string
  readonly title: Words
  readonly basis: Words
  readonly hazard: string
  /** Where it would be ordered. */
  readonly area: Words
  readonly level: ResponseLevel
  /** What would be ordered, of how many offices, and by when the first must answer and be done. */
  readonly tasks: readonly {
    readonly title: Words
    readonly offices: number
    readonly acknowledgeWithin: number
    readonly doneWithin: number
  }[]
  readonly orders: number
  /** Duties that nobody has there. */
  readonly nobody: number
  readonly resources: readonly { readonly title: Words; readonly wanted: number; readonly free: number }[]
}

type Asked = {
  readonly sign: string
  readonly standing: SignLevel
  readonly division: string
  /** Path of the office that would be in command. */
  readonly path: string
}

/** The plans that name a sign at this standing, by what they would do in a place under a command. A person decides. */
export async function proposalsForSign(
  parts: ResponseParts,
  { sign, standing, division, path }: Asked,
): Promise<readonly SignProposal[]> {
  const found = parts.plans.flatMap(({ plan }: HashedPlan) => {
    const level = plan.answers?.[sign]?.[standing]
    return level ? [{ plan, level }] : []
  })
  if (found.length === 0) return []
  const free = await listResources(parts.base.db, { state: 'free', limit: 10_000 })
  return found.map(({ plan, level }) => {
    const { orders, nobody } = wantedAt(plan, level, calledBy(parts, { path, divisions: [division] }))
    const officesOf = (task: PlanTask) => orders.filter((order) => order.task === task).length
    return {
      ...{ plan: plan.id, title: plan.title, basis: plan.basis, hazard: plan.hazard, level, orders: orders.length },
      area: parts.divisionTitle(division) ?? { zh: division, en: division },
      tasks: plan.tasks
        .filter((task) => task.at.includes(level))
        .map((task) => ({
          ...{ title: task.title, offices: officesOf(task) },
          ...{ acknowledgeWithin: task.acknowledgeWithin, doneWithin: task.doneWithin },
        })),
      nobody: nobody.length,
      resources: plan.resources
        .filter(({ at }) => at.includes(level))
        .map(({ kind, title, count }) => ({
          ...{ title, wanted: count },
          free: free.filter((one) => one.kind === kind).length,
        })),
    }
  })
}
