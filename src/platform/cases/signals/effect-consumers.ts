import { systemActor } from '../../../kernel/access/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import {
  type CaseState,
  type Caused,
  type EffectAnswer,
  type EffectDeclaration,
  type EffectRun,
  findValue,
  sourcesOf,
} from '../../../kernel/flow/index.ts'
import type { Pack } from '../../../kernel/pack/index.ts'
import type { PlaceValue } from '../../../kernel/record/index.ts'
import { fill, type Words } from '../../../kernel/words.ts'
import { type Consumer, publish, type Tx } from '../../base/index.ts'
import type { CommandTold, NearAsked } from '../../things/index.ts'
import { type CaseNews, newsOf } from '../book.ts'
import type { CaseEngine } from '../engine.ts'
import { saveChanges } from '../save.ts'
import { lockedState } from './locked-state.ts'

/** A notice to people inside an area (`case.notice`): for the room that sends it. */
export type CaseNotice = {
  readonly case: string
  readonly number: string
  readonly run: string
  /** What the scenario is called. */
  readonly title: Words
  readonly text: Words
  /** The place in words. */
  readonly address: string
  /** Degrees of WGS 84, longitude first, and metres around it. */
  readonly point: readonly [number, number] | null
  readonly metres: number
  /** It ends what an earlier notice of the case told. */
  readonly isEnd: boolean
  readonly isDemo: boolean
}

/** A question to another room (`case.asked`); it answers with `effect.told`. */
export type CaseQuestion = {
  readonly forWhom: string
  readonly case: string
  readonly what: 'forecast' | 'sign'
  readonly of: string
  readonly point: readonly [number, number] | null
}

/** What another room says became of an effect (`effect.told`), under the name it was asked for. */
export type EffectTold = {
  readonly forWhom: string
  readonly target: string
  readonly answer: EffectAnswer
  readonly text?: string
}

/** Commands devices in the given transaction; the things room does. */
export type CommandDevices = (tx: Tx, asked: NearAsked) => Promise<readonly string[]>

type Parts = { readonly engine: CaseEngine; readonly command?: CommandDevices }

/** The name under which an effect hears what became of it. */
const nameOf = (state: CaseState, { run }: EffectRun): string => `case:${state.id}:${run}`

/**
 * Does what steps want done in the world, once: the command and the line in the case's log are one transaction. What becomes of it
 * comes back by `effectAnswers`.
 */
export function effectConsumer(parts: Parts): Consumer {
  return {
    type: ['case.effect-due', 'case.effect-decided'],
    name: 'cases.effects',
    handle: async (event, tx) => {
      const state = await lockedState(tx, (event.payload as CaseNews).case) // written by this room
      if (!state) return
      const pack = await parts.engine.packOf(state)
      const happenings: Caused[] = []
      for (const run of (state.effects ?? []).filter((one) => one.state === 'wanted')) {
        const declared = pack.flow.steps.flatMap(({ effects = [] }) => effects).find(({ name }) => name === run.effect)
        if (declared) happenings.push(await begun(tx, parts, pack, state, run, declared))
      }
      await write(tx, parts, state, happenings)
    },
  }
}

/** What devices and other rooms say became of an effect, into the case's log. */
export function effectAnswers(parts: Parts): Consumer {
  return {
    type: ['things.commandTold', 'effect.told'],
    name: 'cases.effectAnswers',
    handle: async (event, tx) => {
      const { forWhom, target, answer, text } =
        event.type === 'effect.told' ? (event.payload as EffectTold) : ofCommand(event.payload as CommandTold) // by type
      const [, id, run] = /^case:([0-9a-f-]{36}):(.+)$/.exec(forWhom) ?? []
      if (id === undefined || run === undefined || answer === undefined) return
      const state = await lockedState(tx, id)
      if (!state?.effects?.some((one) => one.run === run && one.targets.some((each) => each.id === target))) return
      const told = { type: 'effect-told', run, target, answer, ...(text !== undefined && { text }) } as const
      await write(tx, parts, state, [told])
    },
  }
}

const ofCommand = ({ forWhom, device, state, answer }: CommandTold) => ({
  ...{ forWhom, target: device, answer: state === 'queued' ? undefined : state },
  text: answer === null || answer === undefined ? undefined : JSON.stringify(answer).slice(0, 200),
})

/** Writes what happened to a locked case. */
async function write(tx: Tx, { engine }: Parts, state: CaseState, happenings: readonly Caused[]): Promise<void> {
  if (happenings.length === 0) return
  const change = await engine.cause(state, happenings)
  const written = await saveChanges(tx, [change])
  if (written.size === 0) throw new Error(`Case ${state.number} was locked and has moved on`)
  await publish(tx, ...newsOf(change))
}

/** Where the case is, as its pack marks it. */
function placeOf(pack: Pack, state: CaseState): PlaceValue | undefined {
  const { place } = pack.flow.marks
  return place === undefined ? undefined : (findValue(state, place) as PlaceValue | undefined) // a `place` field
}

async function begun(
  tx: Tx,
  parts: Parts,
  pack: Pack,
  state: CaseState,
  run: EffectRun,
  effect: EffectDeclaration,
): Promise<Caused> {
  const place = placeOf(pack, state)
  const point = place?.point ?? null
  const common = { type: 'effect-begun', run: run.run } as const
  switch (effect.kind) {
    case 'command':
      return { ...common, ...(await commanded(tx, parts, state, run, effect, point)) }
    case 'notice': {
      const gaps = { address: place?.address ?? '', number: state.number }
      const payload: CaseNotice = {
        ...{
          case: state.id,
          number: state.number,
          run: run.run,
          title: pack.title,
          text: fill(effect.text, gaps),
          address: gaps.address,
          point,
          metres: effect.metres,
        },
        ...{ isEnd: effect.isEnd === true, isDemo: state.origin.demo === true },
      }
      await publish(tx, { type: 'case.notice', key: `notice:${state.id}`, payload })
      return { ...common, targets: [`${effect.metres} m`] }
    }
    case 'ask': {
      const payload: CaseQuestion = {
        ...{ forWhom: nameOf(state, run), case: state.id, what: effect.what, of: effect.of, point },
      }
      await publish(tx, { type: 'case.asked', key: `asked:${state.id}`, payload })
      return { ...common, targets: [effect.of] }
    }
  }
}

async function commanded(
  tx: Tx,
  { command }: Parts,
  state: CaseState,
  run: EffectRun,
  effect: Extract<EffectDeclaration, { kind: 'command' }>,
  point: readonly [number, number] | null,
): Promise<{ readonly targets: readonly string[]; readonly note?: string }> {
  const { profile, reach, input } = effect
  if (!command) return { targets: [], note: '没有接入设备' }
  const where =
    reach === 'source'
      ? {
          devices: sourcesOf(state)
            .filter(({ channel }) => channel === 'device')
            .map(({ id }) => id),
        }
      : point
        ? { near: { point, metres: reach.metres } }
        : {}
  try {
    const targets = await command(tx, {
      ...{ profile, command: effect.command, input, by: systemActor.id, forWhom: nameOf(state, run), ...where },
    })
    return targets.length > 0 ? { targets } : { targets, note: '范围内没有可用设备' }
  } catch (cause) {
    // What the profile does not know is the pack's fault; the case goes on and says so.
    if (cause instanceof CityError && cause.code.startsWith('things.')) return { targets: [], note: cause.says.zh }
    throw cause
  }
}
