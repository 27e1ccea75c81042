import type { Fault } from '../errors/index.ts'
import { contentHash, freezeDeep } from '../pack/index.ts'
import type { Words } from '../words.ts'
import type { Plan, PlanTask } from './plan.ts'
import { type ResponseLevel, responseLevels } from './scale.ts'

/** A plan with the SHA-256 of its canonical JSON. */
export type HashedPlan = { readonly hash: string; readonly plan: Plan }

const fault = (field: string, zh: string, en: string): Fault => ({ field, says: { zh, en } })

const lacks = ({ zh, en }: Words) => zh.trim() === '' || en.trim() === ''

/** What is wrong with a plan; nothing when it may be used. */
export function planFaults(plan: Plan): readonly Fault[] {
  const faults: Fault[] = []
  const byId = new Map(plan.tasks.map((task) => [task.id, task]))
  if (byId.size !== plan.tasks.length) faults.push(fault('tasks', '任务编号重复', 'Two tasks have the same id'))
  for (const task of plan.tasks) faults.push(...taskFaults(task, byId))
  for (const level of levelsOf(plan))
    if (!plan.tasks.some(({ at }) => at.includes(level)))
      faults.push(fault('tasks', `${level} 级没有任务`, `Nothing is done at level ${level}`))
  for (const [sign, levels] of Object.entries(plan.answers ?? {}))
    if (!Object.values(levels).every((level) => levelsOf(plan).includes(level)))
      faults.push(fault(`answers.${sign}`, '没有这一级的任务', 'There is nothing to do at that level'))
  for (const [colour, level] of Object.entries(plan.proposes))
    if (!levelsOf(plan).includes(level))
      faults.push(fault(`proposes.${colour}`, '没有这一级的任务', 'There is nothing to do at that level'))
  plan.messages.forEach(({ title, text }, i) => {
    if (lacks(title) || lacks(text)) faults.push(fault(`messages.${i}`, '缺一种语言', 'One language is missing'))
  })
  plan.resources.forEach(({ count }, i) => {
    if (!Number.isInteger(count) || count < 1) faults.push(fault(`resources.${i}`, '数量应为正整数', 'Not a count'))
  })
  if (goesInCircle(plan.tasks)) faults.push(fault('tasks', '任务前后成环', 'Tasks wait for each other in a circle'))
  return faults
}

/** Levels at which a plan does something, the mildest first. */
export const levelsOf = (plan: Plan): readonly ResponseLevel[] =>
  responseLevels.filter((level) => plan.tasks.some(({ at }) => at.includes(level)))

function taskFaults(task: PlanTask, byId: ReadonlyMap<string, PlanTask>): readonly Fault[] {
  const where = `tasks.${task.id}`
  const faults: Fault[] = []
  if (lacks(task.title) || lacks(task.text)) faults.push(fault(where, '缺一种语言', 'One language is missing'))
  if (task.at.length === 0 || task.to.length === 0 || task.to.some(({ levels }) => levels.length === 0))
    faults.push(fault(where, '没有级别或没有人承担', 'It has no level, or nobody to do it'))
  if (!(task.acknowledgeWithin > 0) || !(task.doneWithin >= task.acknowledgeWithin))
    faults.push(
      fault(where, '时限应为正数，完成不早于确认', 'Minutes are positive; done is not due before acknowledged'),
    )
  for (const before of task.after ?? []) {
    const other = byId.get(before)
    if (!other) faults.push(fault(where, `没有任务“${before}”`, `There is no task "${before}"`))
    else if (task.at.some((level) => !other.at.includes(level)))
      faults.push(fault(where, `“${before}”并非每一级都有`, `"${before}" is not done at every level of this task`))
  }
  return faults
}

function goesInCircle(tasks: readonly PlanTask[]): boolean {
  const left = new Map(tasks.map(({ id, after = [] }) => [id, after]))
  for (;;) {
    const free = [...left].filter(([, after]) => after.every((one) => !left.has(one)))
    if (left.size === 0) return false
    if (free.length === 0) return true
    for (const [id] of free) left.delete(id)
  }
}

/**
 * Checks plans and hashes them.
 * @throws TypeError with every fault when one may not be used: plans are shipped with the program
 */
export function hashPlans(plans: readonly Plan[]): readonly HashedPlan[] {
  return plans.map((plan) => {
    const faults = planFaults(plan)
    if (faults.length > 0)
      throw new TypeError(`Plan ${plan.id}: ${faults.map(({ field, says }) => `${field}: ${says.en}`).join('; ')}`)
    return { hash: contentHash(plan), plan: freezeDeep(plan) }
  })
}
