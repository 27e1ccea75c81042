import { hotline } from '../../../../packs/government/hotline/index.ts'
import { testCity } from '../../../base/testing.ts'
import { type CasesRoom, casesRoom } from '../../index.ts'
import { person, plainCalendar, smallOffices } from '../../testing/small-city.ts'

/** The moment at which the tests' city lives: Friday 20 November 2026, 14:00 in Shanghai. */
export const testNow = Date.UTC(2026, 10, 20, 6)

/** A city of eight offices for tests of imports, with an operator who sends files in. */
export async function importCity() {
  let room: CasesRoom | undefined
  const city = await testCity({
    rooms: (base) => {
      room = casesRoom(base, {
        offices: smallOffices,
        calendar: plainCalendar,
        jurisdiction: '310000',
        packs: [hotline],
      })
      return [room]
    },
    upTo: 'cases',
    now: () => testNow,
  })
  if (!room) throw new Error('The city made no rooms')
  const { imports, exports } = room
  const operator = city.as(person('operator', ['operator', 'hotline']))

  /** Sends a file in. */
  async function send(what: string, content: Blob, name: string, profile?: string) {
    const form = new FormData()
    form.append('file', content, name)
    const answer = await operator.call('POST', `/api/imports?what=${what}${profile ? `&profile=${profile}` : ''}`, form)
    if (answer.status !== 201) throw new Error(answer.text)
    return answer.json
  }

  /** Starts an import and waits for its end. */
  async function finish(id: string) {
    const started = await operator.post(`/api/imports/${id}/start`)
    if (started.status !== 200) throw new Error(started.text)
    await city.settle()
    return (await operator.get(`/api/imports/${id}`)).json
  }

  return { city, db: city.database.db, imports, exports, operator, send, finish }
}
