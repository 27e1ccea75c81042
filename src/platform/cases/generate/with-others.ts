import type { Actor } from '../../../kernel/access/index.ts'
import { randomOf } from '../../../kernel/codes/index.ts'
import { dayMs, hourMs } from '../../../kernel/time/index.ts'
import { about, does, holderOf, type Life, poster } from './life.ts'

/** How often a clerk asks another office, asks for time, or hands the work to the grid. */
const share = { helped: 0.06, extended: 0.07, handedOn: 0.35 } as const

/**
 * What happens between the first contact and the result when others take part: another office helps, time is asked for,
 * a grid does it on the spot. @returns who completes the work; `undefined` when the life ends on the way
 */
export function withOthers(life: Life, clerk: Actor, whole: number): Actor | undefined {
  const { random } = life
  if (random() < share.helped && !helped(life, clerk)) return undefined
  if (random() < share.extended && !extended(life, clerk)) return undefined
  return random() < share.handedOn ? handedOn(life, clerk, whole) : clerk
}

/** Another office is asked (会办); mostly it answers within the day. */
function helped(life: Life, clerk: Actor): boolean {
  const { random, parts, outcome } = life
  const holder = holderOf(outcome.state, 'handle')
  const street = parts.offices.dispatcherOf(holder.path)
  const others = (parts.pack.sorting?.responsibilities ?? [])
    .map(({ duty }) => parts.offices.findDuty(duty, street?.office))
    .filter((office) => office !== undefined && office.office !== holder.office)
  if (others.length === 0) return true
  const helper = randomOf(random, others)
  if (!helper) return true
  life.now += about(random, 3 * hourMs, 0.5)
  if (!does(life, 'ask-help', 'handle', clerk, { office: helper.office, ask: '请协助到现场核实权属和处置要求。' }))
    return false
  life.now += about(random, 16 * hourMs, 0.6)
  return does(life, 'give-help', 'handle', poster(parts, 'clerk', helper), { answer: '已核实，由贵单位继续处置。' })
}

/** More time is asked for; somebody above decides, mostly in favour. */
function extended(life: Life, clerk: Actor): boolean {
  const { random, parts } = life
  const task = life.outcome.state.tasks.handle
  if (task?.dueAt === undefined || task.status !== 'accepted' || task.extensions > 0) return true
  const centre = parts.offices.dispatcherOf(holderOf(life.outcome.state, 'handle').path)
  const approver = centre && poster(parts, 'dispatcher', centre)
  if (!approver || approver.id === clerk.id) return true
  const until = new Date(task.dueAt + Math.ceil(1 + random() * 4) * dayMs).toISOString()
  life.now += about(random, 4 * hourMs, 0.6)
  if (life.now >= task.dueAt) return true
  if (!does(life, 'ask-extension', 'handle', clerk, { until, reason: '需多部门现场会商，申请延长办理时限。' }))
    return false
  life.now += about(random, 7 * hourMs, 0.8)
  return does(life, 'decide-extension', 'handle', approver, { granted: random() < 0.8 })
}

/** The street hands it to a grid, whose member does it on the spot. */
function handedOn(life: Life, clerk: Actor, whole: number): Actor | undefined {
  const { random, parts } = life
  const grid = parts.fieldOffice?.(holderOf(life.outcome.state, 'handle'), random)
  if (!grid) return clerk
  life.now += about(random, 2 * hourMs, 0.5)
  if (!does(life, 'hand-on', 'handle', clerk, { office: grid.office, note: '请到现场处置并拍照。' })) return undefined
  const member = poster(parts, 'grid-member', grid)
  life.now += about(random, Math.min(whole * 0.15, 10 * hourMs), 0.8)
  return does(life, 'accept', 'handle', member, {}) ? member : undefined
}
