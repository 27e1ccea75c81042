import { systemActor } from '../../../kernel/access/index.ts'
import { caseNumberOf, seeded, uuidv7At } from '../../../kernel/codes/index.ts'
import { appendHappening, type Caused, findStep, liveTasks, submit } from '../../../kernel/flow/index.ts'
import { answersFor, findHearing, type Pack, type PackTest, type Signal } from '../../../kernel/pack/index.ts'
import { cityZone, dateOf, dayAt, dayMs, hourMs, minuteMs } from '../../../kernel/time/index.ts'
import { changeOf, makeCode } from '../engine.ts'
import type { Change } from '../save.ts'
import { officeFor } from '../signals/apply-settled.ts'
import { channelOf, sourceOf } from '../signals/signal-of.ts'
import { worldAt } from '../world.ts'
import { about, does, type GenerateParts, type Life, noteOverdue, poster } from './life.ts'

/** A scenario, and what might be told of it. */
export type ScenarioSample = { readonly pack: Pack; readonly signals: readonly Signal[] }

/** What scenario cases are made of. Everything but their codes follows from the seed. */
export type ScenarioParts = Omit<GenerateParts, 'pack' | 'samples' | 'count' | 'owners'> & {
  readonly scenarios: readonly ScenarioSample[]
  /** How many of each stage. */
  readonly each: number
}

type Plan = {
  readonly scenario: ScenarioSample
  readonly test: PackTest
  /** So many of the test's acts are done. */
  readonly acts: number
  readonly index: number
}

/** Every stage of every life that the packs' own tests tell. */
const plansOf = ({ scenarios, each }: Pick<ScenarioParts, 'scenarios' | 'each'>): readonly Plan[] =>
  scenarios
    .flatMap((scenario) =>
      scenario.pack.tests.flatMap((test) =>
        Array.from({ length: (test.acts.length + 1) * each }, (_, n) => ({
          scenario,
          test,
          acts: Math.floor(n / each),
        })),
      ),
    )
    .map((plan, index) => ({ ...plan, index }))

/** How many cases there will be: for the serials that their numbers take. */
export const scenarioCount = (parts: Pick<ScenarioParts, 'scenarios' | 'each'>): number => plansOf(parts).length

/**
 * Cases of the scenarios at every stage that their packs' own tests go through, told by their samples, by the same engine that
 * real ones take; every third has a second source. All are marked as demonstration; what they would command is noted as not sent.
 */
export function* generateScenarios(parts: ScenarioParts): Generator<Change> {
  for (const plan of plansOf(parts)) {
    const change = lived(parts, plan)
    if (change) yield change
  }
}

function lived(parts: ScenarioParts, plan: Plan): Change | undefined {
  const begun = begin(parts, plan)
  if (!begun) return undefined
  const { life, channel } = begun
  const { pack } = plan.scenario
  if (plan.index % 2 === 1) toGrid(life, pack)
  for (const one of plan.test.acts.slice(0, plan.acts)) {
    life.now += (one.later?.days ?? 0) * dayMs + about(life.random, 25 * minuteMs, 0.6)
    if (!acted(life, pack, one)) break
    notSent(life)
  }
  life.now = parts.to
  noteOverdue(life)
  return {
    ...changeOf(pack, 0, { ...life.outcome, events: life.events, personal: {} }),
    fixed: {
      ...{ jurisdiction: parts.jurisdiction, number: life.outcome.state.number, code: makeCode(), submission: null },
      ...{ pack: pack.name, channel, source: null, external: null, is_history: false, is_demo: true },
    },
  }
}

/** The signal as it is told here and now. */
const toldAt = (signal: Signal, where: ReturnType<ScenarioParts['place']>, at: number, index: number): Signal => ({
  ...signal,
  ...{
    id: `demo-${index}-${signal.kind}`,
    who: `${signal.who}-${index}`,
    at: new Date(at).toISOString(),
    isDemo: true,
  },
  ...{ division: where.division, ...(where.point && { point: [where.point[0], where.point[1]] as const }) },
  ...(where.address !== undefined && { address: where.address }),
})

function begin(parts: ScenarioParts, { scenario, test, acts, index }: Plan) {
  const { pack, signals } = scenario
  const random = seeded(`${parts.seed}/${pack.name}/${index}`)
  // What is still open began today; what is over, in the weeks before.
  const isOver = acts === test.acts.length
  const now = Math.floor(
    parts.to - (isOver ? dayMs + random() * 20 * dayMs : 10 * minuteMs + acts * hourMs + random() * 3 * hourMs),
  )
  const where = parts.place(random)
  const told = signals.map((signal) => toldAt(signal, where, now, index))
  const own = told.filter(({ source }) => source !== 'report')
  const signal = own[index % own.length] ?? told[0]
  const hearing = signal && findHearing([pack], signal)
  if (!signal || !hearing) return undefined
  const answers = {
    ...answersFor(pack, signal, officeFor(parts.offices, signal) ?? ''),
    ...test.asks,
    what: signal.text.zh,
  }
  const world = worldAt(parts.offices, parts.calendar, now)
  const outcome = submit({
    ...{ flow: pack.flow, pack: pack.name, hash: pack.hash, answers, actor: systemActor, world },
    id: uuidv7At(now, random),
    number: caseNumberOf(dateOf(dayAt(now, cityZone)), parts.firstSerial + index),
    origin: { channel: channelOf[signal.source], demo: true },
    source: sourceOf(signal, hearing.kind),
  })
  const life: Life = {
    ...{ random, now, outcome, events: [...outcome.events] },
    parts: { ...parts, pack, samples: [], count: 0, owners: [] },
  }
  notSent(life)
  const other = told.find(({ source, kind }) => source !== 'report' && kind !== signal.kind)
  if (other && index % 3 === 0) joined(life, pack, other, hearing.kind)
  return { life, channel: channelOf[signal.source] }
}

/** A second source tells of the same, some minutes later and some metres off. */
function joined(life: Life, pack: Pack, signal: Signal, kind: string): void {
  const { parts, random } = life
  const minutes = 2 + Math.floor(random() * 15)
  life.now += minutes * minuteMs
  const at = new Date(life.now).toISOString()
  const source = {
    ...sourceOf({ ...signal, at }, kind),
    why: { metres: 5 + Math.floor(random() * 40), minutes, kind },
    answers: answersFor(pack, signal, officeFor(parts.offices, signal) ?? ''),
  }
  cause(life, pack, [{ type: 'heard', sources: [source] }])
}

function cause(life: Life, { flow }: Pack, caused: readonly Caused[]): void {
  const { parts, outcome } = life
  life.outcome = appendHappening(
    flow,
    outcome.state,
    caused,
    systemActor,
    worldAt(parts.offices, parts.calendar, life.now),
  )
  life.events.push(...life.outcome.events)
}

/** What would go out to devices or people does not: the log says so. */
function notSent(life: Life): void {
  const wanted = (life.outcome.state.effects ?? []).filter(({ state }) => state === 'wanted')
  if (wanted.length > 0)
    cause(
      life,
      life.parts.pack,
      wanted.map(({ run }) => ({ type: 'effect-begun', run, targets: [], note: '演示数据，未下发' })),
    )
}

/** The street sends somebody of a grid, where the step may be done by one. */
function toGrid(life: Life, pack: Pack): void {
  const { parts, random } = life
  const [task] = liveTasks(life.outcome.state)
  const holder = task?.holder
  if (!task || !holder || !findStep(pack.flow, task.step)?.roles.includes('grid-member')) return
  const grid = parts.fieldOffice?.(holder, random)
  if (!grid) return
  life.now += 5 * minuteMs
  does(life, 'dispatch', task.step, poster(parts, 'dispatcher', holder), { office: grid.office, reason: '请到现场。' })
}

function acted(life: Life, pack: Pack, { do: name, step: named, input = {} }: PackTest['acts'][number]): boolean {
  const { parts } = life
  const { state } = life.outcome
  const step = named ?? liveTasks(state)[0]?.step
  const holder = step === undefined ? undefined : state.tasks[step]?.holder
  if (step === undefined || !holder) return false
  if (name === 'decide-effect') {
    const centre = parts.offices.dispatcherOf(holder.path) ?? holder
    return does(life, name, undefined, poster(parts, 'duty-officer', centre), { ...input })
  }
  const { roles = ['clerk'] } = findStep(pack.flow, step) ?? {}
  const isGrid = holder.path.split('/').length === 5
  const role =
    isGrid && roles.includes('grid-member') ? 'grid-member' : (roles.find((one) => one === 'clerk') ?? roles[0])
  return does(life, name, step, poster(life.parts, role ?? 'clerk', holder), { ...input })
}
