import type { EffectRun } from './effects.ts'
import type { CaseEvent } from './events.ts'
import { flowErrors } from './flow-errors.ts'
import type { OfficeRef } from './origin.ts'
import { type CalmedSource, type HeardSource, mergeSource, type Source, withCalm, withHeard } from './source.ts'
import type { CaseState, Task } from './state.ts'

/** A task that has not begun. */
const newTask = (step: string): Task => ({
  step,
  status: 'waiting',
  round: 1,
  returns: 0,
  extensions: 0,
  helpers: [],
  overdue: [],
})

type Submitted = Extract<CaseEvent, { type: 'submitted' }>

/** The state that the first event makes. */
function begin(id: string, event: Submitted): CaseState {
  return {
    id,
    seq: event.seq,
    number: event.number,
    pack: event.pack,
    hash: event.hash,
    status: 'open',
    answers: event.answers,
    origin: event.origin,
    owner: event.owner,
    language: event.language ?? 'zh',
    openedAt: event.at,
    changedAt: event.at,
    tasks: {},
    involved: [],
    questions: [],
    files: [],
    nudges: 0,
    redos: 0,
    supervised: false,
    absorbed: [],
    ...(event.source && { source: event.source }),
    ...(event.ahead && { ahead: event.ahead }),
  }
}

const withTask = (state: CaseState, step: string, change: (task: Task) => Task): CaseState => ({
  ...state,
  tasks: { ...state.tasks, [step]: change(state.tasks[step] ?? newTask(step)) },
})

const involve = (state: CaseState, ...offices: readonly OfficeRef[]): CaseState => {
  const fresh = offices.map((ref) => ref.path).filter((path) => !state.involved.includes(path))
  return fresh.length === 0 ? state : { ...state, involved: [...state.involved, ...new Set(fresh)] }
}

const withFiles = (state: CaseState, files: readonly string[]): CaseState =>
  files.length === 0
    ? state
    : { ...state, files: [...state.files, ...files.filter((file) => !state.files.includes(file))] }

/** The source that it began with is counted where it stands. */
function hear(state: CaseState, sources: readonly Source[]): CaseState {
  const again = sources.filter(({ id }) => id === state.source?.id)
  const others = sources.filter(({ id }) => id !== state.source?.id)
  return {
    ...state,
    ...(state.source && again.length > 0 && { source: again.reduce(mergeSource, state.source) }),
    ...(others.length > 0 && { heard: withHeard(state.heard ?? [], others) }),
  }
}

/** What its sources say of their end, wherever they stand. */
function calm(state: CaseState, calmed: readonly CalmedSource[]): CaseState {
  return {
    ...state,
    ...(state.source && { source: withCalm(state.source, calmed) }),
    ...(state.heard && { heard: state.heard.map((source) => withCalm(source, calmed)) }),
    absorbed: state.absorbed.map((other) =>
      other.sources ? { ...other, sources: other.sources.map((source) => withCalm(source, calmed)) } : other,
    ),
  }
}

/** What a case that leaves had told since it came goes with it. */
function release(state: CaseState, id: string): CaseState {
  const gone = state.absorbed.find((other) => other.id === id)
  const { heard: before = [], ...rest } = state
  const heard = before.filter((source) => !gone?.sources?.some((one) => one.id === source.id))
  const absorbed = state.absorbed.filter((other) => other.id !== id)
  return heard.length === 0 ? { ...rest, absorbed } : { ...state, heard, absorbed }
}

/** A source without the form it would have filled: that stays in the log. */
function plain({ answers: _, ...source }: HeardSource): Source {
  return source
}

const withRun = (state: CaseState, name: string, made: EffectRun): CaseState => ({
  ...state,
  effects: [...(state.effects ?? []).filter(({ run }) => run !== name), made],
})

const changeRun = (state: CaseState, name: string, change: (run: EffectRun) => EffectRun): CaseState => ({
  ...state,
  effects: (state.effects ?? []).map((run) => (run.run === name ? change(run) : run)),
})

/** A reopened step begins a new round; what it gave before stays in the log, its office is kept. */
const again = (task: Task): Task => ({
  ...newTask(task.step),
  round: task.round + 1,
  holder: task.holder,
  dispatchedBy: task.dispatchedBy,
})

/**
 * One event onto a state. The first event of a case has no state yet. Exhaustive over every kind of event; pure.
 * @throws flow.gap when the sequence is not the next one.
 */
export function applyEvent(state: CaseState | undefined, event: CaseEvent, id: string): CaseState {
  if (state === undefined) {
    if (event.type !== 'submitted' || event.seq !== 1)
      throw flowErrors.make('flow.gap', { expected: 1, found: event.seq })
    return begin(id, event)
  }
  if (event.seq !== state.seq + 1) throw flowErrors.make('flow.gap', { expected: state.seq + 1, found: event.seq })
  return { ...change(state, event), seq: event.seq, changedAt: event.at }
}

function change(state: CaseState, event: CaseEvent): CaseState {
  switch (event.type) {
    case 'submitted':
      throw flowErrors.make('flow.gap', { expected: state.seq + 1, found: 1 })
    case 'recorded':
      return {
        ...state,
        recorded: event.life,
        openedAt: event.life.openedAt,
        ...(event.life.closedAt === undefined ? {} : { status: 'closed', closedAt: event.life.closedAt }),
      }
    case 'opened':
      return involve(
        withTask(state, event.step, (task) => ({
          ...task,
          status: 'open',
          holder: event.holder,
          openedAt: event.at,
          dueAt: event.dueAt,
          contactDueAt: event.contactDueAt,
          ...(event.because && { because: event.because }),
          ...(event.rule && { rule: event.rule }),
          ...(event.others && { others: event.others }),
        })),
        event.holder,
      )
    case 'skipped':
      return withTask(state, event.step, (task) => ({ ...task, status: 'skipped', doneAt: event.at }))
    case 'accepted':
      return withTask(state, event.step, (task) => ({ ...task, status: 'accepted', acceptedAt: event.at }))
    case 'completed':
      return withTask(state, event.step, (task) => ({
        ...task,
        status: 'done',
        doneAt: event.at,
        doneBy: event.by,
        given: event.given,
        extension: undefined,
      }))
    case 'dispatched':
      return involve(
        withTask(state, event.step, (task) => ({
          ...task,
          status: 'open',
          holder: event.holder,
          acceptedAt: undefined,
          crew: undefined,
          dispatchedBy: event.post && { office: event.post.office, path: event.post.path },
          dueAt: event.dueAt ?? task.dueAt,
          contactDueAt: event.contactDueAt ?? task.contactDueAt,
          extension: undefined,
        })),
        event.holder,
      )
    case 'handed-on':
      return involve(
        withTask(state, event.step, (task) => ({
          ...task,
          status: 'open',
          acceptedAt: undefined,
          crew: undefined,
          dispatchedBy: event.post && { office: event.post.office, path: event.post.path },
          holder: event.holder,
        })),
        event.holder,
      )
    case 'returned':
      return involve(
        {
          ...withTask(state, event.step, (task) => ({
            ...task,
            status: 'returned',
            returns: task.returns + 1,
            holder: event.to,
            acceptedAt: undefined,
            crew: undefined,
            extension: undefined,
          })),
          supervised: state.supervised || event.supervised,
        },
        event.to,
      )
    case 'crew':
      return crewMoved(state, event)
    case 'help-asked':
      return involve(
        withTask(state, event.step, (task) => ({
          ...task,
          helpers: [...task.helpers, { ...event.helper, ask: event.ask, askedAt: event.at }],
        })),
        event.helper,
      )
    case 'help-given':
      return withFiles(
        withTask(state, event.step, (task) => ({
          ...task,
          helpers: task.helpers.map((help) =>
            help.office === event.office && help.answeredAt === undefined
              ? { ...help, answer: event.answer, files: event.files, answeredAt: event.at }
              : help,
          ),
        })),
        event.files,
      )
    case 'extension-asked':
      return withTask(state, event.step, (task) => ({
        ...task,
        extension: { until: event.until, reason: event.reason, askedBy: event.by },
      }))
    case 'extension-decided':
      return withTask(state, event.step, (task) => ({
        ...task,
        extension: undefined,
        extensions: task.extensions + (event.granted ? 1 : 0),
        dueAt: event.granted ? (event.dueAt ?? task.dueAt) : task.dueAt,
      }))
    case 'contacted':
      return withTask(state, event.step, (task) => ({
        ...task,
        contactedAt: event.reached ? (task.contactedAt ?? event.at) : task.contactedAt,
      }))
    case 'progressed':
      return withFiles(state, event.files)
    case 'asked':
      return { ...state, questions: [...state.questions, { id: event.question, text: event.text, askedAt: event.at }] }
    case 'answered':
      return withFiles(
        {
          ...state,
          questions: state.questions.map((question) =>
            question.id === event.question ? { ...question, answer: event.text, answeredAt: event.at } : question,
          ),
        },
        event.files,
      )
    case 'added':
      return withFiles(state, event.files)
    case 'noted':
      return state
    case 'nudged':
      return { ...state, nudges: state.nudges + 1 }
    case 'supervised':
      return { ...state, supervised: true }
    case 'rechecked':
      return event.passed ? { ...state, supervised: false } : state
    case 'corrected':
      return withTask(state, event.step, (task) => ({ ...task, given: { ...task.given, ...event.given } }))
    case 'undone':
      return withTask(state, event.step, again)
    case 'reopened':
      return withFiles(reopen(state, event.steps), event.files)
    case 'rated':
      return { ...state, rating: { score: event.score, tags: event.tags, text: event.text, at: event.at } }
    case 'joined':
      return {
        ...state,
        status: 'joined',
        joinedInto: { id: event.into, number: event.intoNumber },
        closedAt: event.at,
      }
    case 'absorbed':
      return {
        ...state,
        absorbed: [
          ...state.absorbed,
          {
            ...{ id: event.from, number: event.fromNumber, origin: event.origin },
            ...(event.at !== undefined && { at: event.at }),
            ...(event.sources && { sources: event.sources }),
          },
        ],
      }
    case 'heard':
      return hear(state, event.sources.map(plain))
    case 'calmed':
      return calm(state, event.sources)
    case 'parted': {
      const { heard: before = [], ...rest } = state
      const heard = before.filter(({ id }) => id !== event.source)
      return heard.length === 0 ? rest : { ...rest, heard }
    }
    case 'followed':
      return {
        ...state,
        status: 'closed',
        closedAt: event.at,
        followed: { at: event.at, ...(event.reply !== undefined && { reply: event.reply }) },
      }
    case 'effect-due':
      return withRun(state, event.run, {
        ...{ run: event.run, effect: event.effect, step: event.step, targets: [] },
        state: event.asks ? 'asked' : 'wanted',
      })
    case 'effect-decided':
      return changeRun(state, event.run, (run) => ({
        ...run,
        state: event.granted ? 'wanted' : 'declined',
        ...(event.note !== undefined && { note: event.note }),
      }))
    case 'effect-begun':
      return changeRun(state, event.run, (run) => ({
        ...run,
        state: 'begun',
        targets: event.targets.map((id) => ({ id, state: 'sent' })),
        ...(event.note !== undefined && { note: event.note }),
      }))
    case 'effect-told':
      return changeRun(state, event.run, (run) => ({
        ...run,
        targets: run.targets.map((target) =>
          target.id === event.target
            ? { id: target.id, state: event.answer, ...(event.text !== undefined && { text: event.text }) }
            : target,
        ),
      }))
    case 'separated':
      return { ...state, status: 'open', joinedInto: undefined, closedAt: undefined }
    case 'released':
      return release(state, event.other)
    case 'overdue':
      return withTask(state, event.step, (task) => ({ ...task, overdue: [...task.overdue, event.clock] }))
    case 'withdrawn':
      return { ...state, status: 'withdrawn', closedAt: event.at }
    case 'closed':
      return { ...state, status: event.outcome === 'done' ? 'closed' : event.outcome, closedAt: event.at }
    case 'migrated':
      return { ...state, hash: event.hash }
  }
}

/** A crew that is sent has to do with the case from then on; one that was called back or could not leaves the step to its office. */
function crewMoved(state: CaseState, { step, what, crew, at }: Extract<CaseEvent, { type: 'crew' }>): CaseState {
  if (what === 'sent')
    return involve(
      withTask(state, step, (task) => ({ ...task, crew: { ...crew, sentAt: at } })),
      { office: crew.office, path: crew.path },
    )
  return withTask(state, step, (task) => ({
    ...task,
    crew: what === 'begun' && task.crew ? { ...task.crew, begunAt: at } : undefined,
  }))
}

/** The named steps are to be done again; the case lives again and may be rated anew. */
function reopen(state: CaseState, steps: readonly string[]): CaseState {
  const redone = Object.fromEntries(steps.map((name) => [name, again(state.tasks[name] ?? newTask(name))]))
  return {
    ...state,
    tasks: { ...state.tasks, ...redone },
    status: 'open',
    closedAt: undefined,
    redos: state.redos + 1,
    rating: undefined,
    ...(state.followed && { followed: undefined, joinedInto: undefined }),
  }
}

/** The state of a case from its whole log. */
export function foldCase(id: string, events: readonly CaseEvent[]): CaseState {
  let state: CaseState | undefined
  for (const event of events) state = applyEvent(state, event, id)
  if (state === undefined) throw flowErrors.make('flow.gap', { expected: 1, found: 0 })
  return state
}
