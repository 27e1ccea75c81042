import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Actor } from '../../../../kernel/access/index.ts'
import { hotline } from '../../../../packs/government/hotline/index.ts'
import { type TestAnswer, type TestCity, testCity } from '../../../base/testing.ts'
import { identityRoom, issueOperatorToken } from '../../../identity/index.ts'
import { type CasesRoom, casesRoom } from '../../cases-room.ts'
import { person, plainCalendar, smallOffices } from '../../testing/small-city.ts'

/** What a service request's parameters may be. */
export type Sent = Readonly<Record<string, string | readonly string[]>>

/** A city with the real identity room, its tokens, and Open311. */
export type Open311City = TestCity & {
  readonly cases: CasesRoom
  /** 2 March 2026, 09:00 in Shanghai; moves when a test says so. */
  readonly clock: { now: number }
  /** A token of an outside program of that name. */
  key(name: string, ...scopes: string[]): Promise<string>
  /** Sends a form as GeoReport v2 wants it. */
  send(path: string, fields: Sent, headers?: Record<string, string>): Promise<TestAnswer>
  /** What staff do, straight through the engine. */
  act(number: string, who: Actor, name: string, input: object, step?: string): Promise<void>
}

/** The body of a form. */
export const formOf = (fields: Sent): string =>
  Object.entries(fields)
    .flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : value.map((one) => [name, one])))
    .map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')

/** Starts it. Keys are real tokens of the identity room. */
export async function open311City(config: Parameters<typeof testCity>[0]['config'] = {}): Promise<Open311City> {
  const clock = { now: Date.UTC(2026, 2, 2, 1) }
  let cases: CasesRoom | undefined
  const city = await testCity({
    rooms: (base) => {
      const rooms: ReturnType<typeof casesRoom>[] = []
      const identity = identityRoom(base, {
        city: { title: { zh: '测试市', en: 'Testville' }, centre: [121.47, 31.23], bounds: [120.8, 30.6, 122.2, 31.9] },
        scopes: () => rooms.flatMap((room) => (room.permissions ?? []).map(({ scope }) => scope)),
      })
      cases = casesRoom(base, {
        offices: smallOffices,
        calendar: plainCalendar,
        jurisdiction: '310000',
        packs: [hotline],
      })
      rooms.push(cases)
      return { rooms: [identity, cases], authenticate: identity.authenticate }
    },
    upTo: 'cases',
    now: () => clock.now,
    config,
  })
  if (!cases) throw new Error('No cases room was made')
  const room = cases
  return {
    ...city,
    cases: room,
    clock,
    key: async (name, ...scopes) => {
      const issued = await issueOperatorToken(city.database.db, { as: `service:${name}`, scopes, days: 366 }, clock.now)
      return issued.token
    },
    send: (path, fields, headers = {}) =>
      city.post(path, formOf(fields), {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        ...headers,
      }),
    act: async (number, who, name, input, step) => {
      const { rows } = await city.database.db.pool.query<{ id: string }>(
        'select id from cases.case where number = $1',
        [number],
      )
      await room.engine.perform({ id: rows[0]?.id ?? '', name, step, input: { ...input }, actor: who })
    },
  }
}

/** Who sorts, handles and calls back in these tests. */
export const staff = {
  sorter: person('sorter', ['sorter', 'hotline']),
  operator: person('operator', ['operator', 'hotline']),
  clerk: person('clerk', ['clerk', 'park']),
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true })

/** Reads an answer in XML: it must be well-formed, declare its encoding and come as the specification says. */
export function readXml(answer: TestAnswer) {
  if (answer.headers.get('content-type') !== 'text/xml; charset=utf-8')
    throw new Error(`Not text/xml: ${answer.headers.get('content-type')} ${answer.text}`)
  if (!/^<\?xml version="1\.0" encoding="UTF-8"\?>/.test(answer.text)) throw new Error(`No declaration: ${answer.text}`)
  const sound = XMLValidator.validate(answer.text)
  if (sound !== true) throw new Error(`${sound.err.msg} in ${answer.text}`)
  return parser.parse(answer.text)
}

/** One element or several: always a list. */
export const many = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T] // an array was told apart just before
