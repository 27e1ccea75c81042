import { type Actor, systemActor } from '../../../../kernel/access/index.ts'
import { type TestAnswer, testCity } from '../../../base/testing.ts'
import { type Twin, twinRoom } from '../../index.ts'

const root = '/sta/v1.1'

/** A city with SensorThings and a program that may write, as the test suites meet one. */
export async function staCity() {
  let made: Twin | undefined
  const city = await testCity({
    upTo: 'twin',
    rooms: (base) => {
      const room = twinRoom(base)
      made = room
      return [room]
    },
  })
  if (!made) throw new Error('the room was not made')
  const program: Actor = { ...systemActor, id: 'program', scopes: ['twin'] }
  const service = city.as(program)
  const get = (path: string): Promise<TestAnswer> => service.get(`${root}/${path.replaceAll(' ', '%20')}`)
  const post = (path: string, body: unknown): Promise<TestAnswer> => service.post(`${root}/${path}`, body)
  const values = async (path: string) => {
    const answer = await get(path)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`)
    return answer.json.value
  }
  const create = async (path: string, body: unknown): Promise<number> => {
    const answer = await post(path, body)
    if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`)
    return answer.json['@iot.id']
  }
  return {
    city,
    twin: made,
    service,
    ...{ get, post, values, create },
    patch: (path: string, body: unknown) => service.call('PATCH', `${root}/${path}`, body),
    put: (path: string, body: unknown) => service.call('PUT', `${root}/${path}`, body),
    delete: (path: string) => service.call('DELETE', `${root}/${path}`),
    batch: (type: string, body: string) => service.call('POST', `${root}/$batch`, body, { 'content-type': type }),
    location: (coordinates: unknown, type = 'Point') => location(coordinates, type),
    /** A thing with a place and one stream. @returns the stream's number */
    stream: async ({ name, observations }: { readonly name: string; readonly observations: readonly object[] }) =>
      (
        await post('Datastreams', {
          ...datastream(name),
          Thing: { name, description: 'x', Locations: [location([8, 51])] },
          Observations: observations,
        })
      ).json['@iot.id'] as number, // the number of what was made
  }
}

/** A Location of GeoJSON. */
export const location = (coordinates: unknown, type = 'Point') => ({
  name: 'Place',
  description: 'x',
  encodingType: 'application/vnd.geo+json',
  location: { type, coordinates },
})

/** A Datastream with its Sensor and ObservedProperty. */
export const datastream = (name: string) => ({
  name,
  description: 'x',
  observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
  unitOfMeasurement: { name: 'degree Celsius', symbol: '°C', definition: 'ucum:Cel' },
  Sensor: { name: 'Sensor', description: 'x', encodingType: 'application/pdf', metadata: 'x' },
  ObservedProperty: { name: 'Temperature', definition: 'http://example.org/t', description: 'x' },
})
