import type { Role } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Consumer, Tx } from '../../base/index.ts'
import { holdersOf } from '../../identity/index.ts'
import type { Missed } from '../../patrol/index.ts'
import { localTime } from '../case-messages.ts'
import type { Template } from '../model.ts'
import { type SendParts, sendAll } from '../send.ts'

/** Who leads in an office. */
const leaders: readonly Role[] = ['supervisor', 'dispatcher', 'duty-officer']

const missed: Template = {
  name: 'patrol.missed',
  title: { zh: '{grid}：{count} 项巡查未完成', en: '{grid}: left undone on patrol: {count}' },
  text: { zh: '{what}。请核实并说明原因。', en: '{what}. Please look into it and say why.' },
}

/** The leader of a grid hears of rounds that nobody walked and of shifts that nobody handed over. */
export function missedConsumer(sending: SendParts): Consumer {
  return {
    type: 'patrol.missed',
    name: 'notify.missed',
    handle: async ({ payload }, tx) => {
      const told = payload as Missed // by type
      const people = await leadersOf(tx, told.path)
      if (people.length === 0) return
      await sendAll(
        tx,
        [
          {
            to: people.map((person) => ({ person })),
            template: missed,
            values: { grid: told.title, count: told.rounds.length + told.shifts.length, what: whatOf(told) },
            about: `grid:${told.grid}`,
            link: `/desk/patrol/coverage?only=short&grid=${told.grid}`,
            isDemo: told.isDemo,
          },
        ],
        sending,
      )
    },
  }
}

/** The most that one message names; the page it links to has all. */
const most = 6

function whatOf({ rounds, shifts }: Missed): Words {
  const lines = [
    ...rounds.map(({ title, until }) => ({
      zh: `“${title}”到 ${localTime(Date.parse(until))} 未走完`,
      en: `“${title}” was not walked by ${localTime(Date.parse(until))}`,
    })),
    ...shifts.map(({ person, until, isTaken }) => ({
      zh: `${person} 的班（至 ${localTime(Date.parse(until))}）${isTaken ? '没有交班' : '没有接班'}`,
      en: `the shift of ${person} until ${localTime(Date.parse(until))} was ${isTaken ? 'not handed over' : 'never taken'}`,
    })),
  ]
  const rest = lines.length - most
  const said = lines.slice(0, most)
  return {
    zh: said.map(({ zh }) => zh).join('；') + (rest > 0 ? `；另有 ${rest} 项` : ''),
    en: said.map(({ en }) => en).join('; ') + (rest > 0 ? `; and ${rest} more` : ''),
  }
}

/** Those who lead a grid: in its own office, else in the nearest above that has anybody. */
async function leadersOf(tx: Tx, path: string): Promise<readonly string[]> {
  const offices = path.split('/').filter(Boolean).reverse()
  const held = await holdersOf(
    tx,
    offices.map((office) => ({ office, roles: leaders })),
  )
  return held.find((people) => people.length > 0) ?? []
}
