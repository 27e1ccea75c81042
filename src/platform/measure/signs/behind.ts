import type { Actor } from '../../../kernel/access/index.ts'
import { type ShownFigure, shownFigures } from '../../../kernel/things/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { casesToldBy } from '../../cases/index.ts'
import type { StandingAlarm } from '../../things/index.ts'
import type { WeighingDevice } from './diagnosis.ts'
import type { SignParts } from './parts.ts'

/** An alarm behind a sign: what its rule saw, and what it foretells. Instants ISO. */
export type AlarmBehind = {
  readonly id: string
  readonly rule: string
  readonly title: Words
  readonly device: string
  readonly deviceTitle: Words
  readonly severity: string
  readonly raisedAt: string
  readonly value: number | null
  /** Of a rule over several measures. */
  readonly figures: readonly ShownFigure[]
  readonly foresees: (ShownFigure & { readonly at: string }) | null
}

/** The alarms that stand at the devices which weigh in a sign. */
export async function alarmsBehind(
  { base, world: { things } }: SignParts,
  devices: readonly WeighingDevice[],
): Promise<readonly AlarmBehind[]> {
  const byKey = new Map(devices.flatMap((device) => [[things.fleet.find(device.id)?.key ?? 0, device] as const]))
  const titles = new Map([...things.rules(), ...things.foresees].map(({ name, title }) => [name, title]))
  const standing = await things.standingAlarms(base.db, [...byKey.keys()])
  return standing.flatMap((alarm): AlarmBehind[] => {
    const device = byKey.get(alarm.device)
    if (!device) return []
    const { id, rule, severity, raisedAt, value } = alarm
    return [
      {
        ...{ id, rule, severity, raisedAt, value, device: device.id, deviceTitle: device.title },
        title: titles.get(rule) ?? { zh: rule, en: rule },
        ...saidBy(things, alarm),
      },
    ]
  })
}

function saidBy(
  { foresees }: SignParts['world']['things'],
  { rule, figures, raisedAt }: StandingAlarm,
): Pick<AlarmBehind, 'figures' | 'foresees'> {
  const declared = foresees.find(({ name }) => name === rule)
  if (!declared || figures === null) return { figures: [], foresees: null }
  const shown = shownFigures(declared, figures)
  if (!shown.foresees) return { figures: shown.figures, foresees: null }
  const { ahead, ...foreseen } = shown.foresees
  const at = new Date(Date.parse(raisedAt) + ahead * 1_000).toISOString()
  return { figures: shown.figures, foresees: { ...foreseen, at } }
}

/** A case that what stands behind a sign has opened or joined, and what of it waits for somebody's yes. */
export type CaseBehind = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly titleEn: string | null
  readonly pack: Words
  readonly step: Words | null
  readonly office: Words | null
  readonly dueAt: string | null
  readonly sources: number
  /** Titles of the steps that are still to come, the present one first. */
  readonly steps: readonly Words[]
  readonly asks: readonly { readonly run: string; readonly title: Words }[]
  readonly isDemo: boolean
}

/** The open cases that these devices, or the sign itself, tell of: as far as the asker sees them. */
export async function casesBehind(
  { base, cases, offices }: SignParts,
  actor: Actor,
  devices: readonly WeighingDevice[],
  sign: string,
): Promise<readonly CaseBehind[]> {
  const told = await casesToldBy(base.db, actor, [...devices.map(({ id }) => id), sign])
  return Promise.all(
    told.map(async ({ pack, hash, step, office, effects, ...one }): Promise<CaseBehind> => {
      const { title, flow } = await cases.shelf.byHash(hash)
      const at = flow.steps.findIndex(({ name }) => name === step)
      const titles = new Map(flow.steps.flatMap(({ effects: all = [] }) => all).map((each) => [each.name, each.title]))
      const { id, number, dueAt, sources, isDemo } = one
      return {
        ...{ id, number, title: one.title, titleEn: one.titleEn, dueAt, sources, isDemo, pack: title },
        step: flow.steps[at]?.title ?? null,
        office: office === null ? null : (offices.title(office) ?? null),
        steps: at < 0 ? [] : flow.steps.slice(at).map((each) => each.title),
        asks: (effects ?? [])
          .filter(({ state }) => state === 'asked')
          .map(({ run, effect }) => ({ run, title: titles.get(effect) ?? { zh: effect, en: effect } })),
      }
    }),
  )
}
