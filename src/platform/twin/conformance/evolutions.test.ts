import { beforeAll, describe, expect, test } from 'vitest'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What the ETSI suite (TP 007 to 009, 014 to 017, 020, 021) and its public extensions (4.5.6, 4.5.9, 5.6.11 to 5.6.15, 5.7.3, 5.7.4) ask of
// evolutions.

const { ngsi, clock } = await twinCity()
const at = (hour: number, minute = 0) =>
  new Date(Date.UTC(2026, 2, 1, hour, minute)).toISOString().replace('.000Z', 'Z')
const stretch = `timerel=between&timeAt=${at(12)}&endTimeAt=${at(13)}`
const told = (value: unknown, observedAt: string, more: object = {}) => ({
  type: 'Property',
  value,
  observedAt,
  ...more,
})
const place = (lng: number, lat: number, observedAt: string) => ({
  type: 'GeoProperty',
  value: { type: 'Point', coordinates: [lng, lat] },
  observedAt,
})
let count = 0
async function tell(more: object, type = 'Vehicle'): Promise<string> {
  const id = `urn:ngsi-ld:${type}:e${++count}`
  expect((await ngsi('POST', '/temporal/entities', { id, type, ...more })).status).toBe(201)
  return id
}
const get = async (id: string, query = '') => (await ngsi('GET', `/temporal/entities/${id}${query}`)).json

describe('021_26: bounds of a stretch', () => {
  let id = ''
  beforeAll(async () => {
    id = await tell({ speed: [3, 5, 7].map((minute) => told(minute, at(12, minute))) })
  })
  test.each([
    [`after&timeAt=${at(12, 5)}`, [5, 7]],
    [`after&timeAt=${at(12, 5).replace('Z', '.000Z')}`, [5, 7]],
    [`before&timeAt=${at(12, 5)}`, [3]],
    [`between&timeAt=${at(12, 3)}&endTimeAt=${at(12, 5)}`, [3]],
  ])('timerel=%s shows %j', async (query, expected) => {
    const { speed } = await get(id, `?timerel=${query}`)
    expect(speed.map((one: { value: number }) => one.value)).toEqual(expected)
  })
  test.each(['during&timeAt=2026-03-01T12:00:00Z', 'between&timeAt=2026-03-01T12:00:00Z', 'after&timeAt=2026-03-01'])(
    'timerel=%s is BadRequestData',
    async (query) => {
      expect(errorOf(await ngsi('GET', `/temporal/entities/${id}?timerel=${query}`))).toEqual([400, 'BadRequestData'])
    },
  )
})

test('020_12, 020_15, 020_16, 459_01: values in short are marked as what they are', async () => {
  const observedAt = at(12, 1)
  const id = await tell({
    street: { type: 'LanguageProperty', languageMap: { fr: 'Grand Place', nl: 'Grote Markt' }, observedAt },
    tickets: { type: 'JsonProperty', json: { id: 5 }, observedAt },
    kind: { type: 'VocabProperty', vocab: ['monument', 'sight'], observedAt },
    depths: { type: 'ListProperty', valueList: [1.2, 3.4], observedAt },
    route: { type: 'ListRelationship', objectList: ['urn:r:1', 'urn:r:2'], observedAt },
    location: place(1, 2, observedAt),
  })
  expect(await get(id, '?options=temporalValues')).toEqual({
    id,
    type: 'Vehicle',
    street: {
      type: 'LanguageProperty',
      languageMaps: [[{ languageMap: { fr: 'Grand Place', nl: 'Grote Markt' } }, observedAt]],
    },
    tickets: { type: 'JsonProperty', jsons: [[{ json: { id: 5 } }, observedAt]] },
    kind: { type: 'VocabProperty', vocabs: [[{ vocab: ['monument', 'sight'] }, observedAt]] },
    depths: { type: 'ListProperty', valueLists: [[[1.2, 3.4], observedAt]] },
    route: { type: 'ListRelationship', objectLists: [[['urn:r:1', 'urn:r:2'], observedAt]] },
    location: { type: 'GeoProperty', values: [[{ type: 'Point', coordinates: [1, 2] }, observedAt]] },
  })
  expect((await get(id, '?options=temporalValues&lang=nl')).street).toEqual({
    type: 'Property',
    values: [['Grote Markt', observedAt]],
  })
})

test('020_22: attrs goes with neither pick nor omit, and nothing stands in both', async () => {
  const id = await tell({ speed: [told(1, at(12))], fuel: [told(2, at(12))] })
  for (const query of ['pick=speed&omit=speed', 'pick=speed&attrs=fuel', 'omit=speed&attrs=fuel'])
    for (const path of [`/temporal/entities/${id}`, `/entities/${id}`])
      expect(errorOf(await ngsi('GET', `${path}?${query}`))).toEqual([400, 'BadRequestData'])
})

describe('scopes over time (4.5.6, 4.18, annex C.5.16)', () => {
  const scoped = (...all: (readonly [unknown, string])[]) => all.map(([value, when]) => told(value, when))
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    const speed = [told('pre', at(12, 5)), told('post', at(12, 45))]
    const tellScoped = (...all: (readonly [unknown, string])[]) => tell({ scope: scoped(...all), speed }, 'Scoped')
    ids.early = await tellScoped(['/A/B', at(10)])
    ids.both = await tellScoped([['/A/B', '/C'], at(10)])
    ids.mid = await tellScoped(['/M', at(12, 30)])
    ids.changed = await tellScoped(['/R', at(10)], ['/S', at(12, 30)])
    ids.gone = await tellScoped(['/G', at(10)], ['urn:ngsi-ld:null', at(12, 30)])
    ids.late = await tellScoped(['/Z', at(14)])
    ids.bare = await tell({ speed }, 'Scoped')
    ids.always = await tell({ scope: ['/Q', '/P'], speed }, 'Scoped')
  })
  const find = async (scopeQ: string) => {
    const path = `/temporal/entities?type=Scoped&scopeQ=${encodeURIComponent(scopeQ)}&${stretch}`
    const all: { id: string; speed: { value: string }[] }[] = (await ngsi('GET', path)).json
    return Object.fromEntries(all.map((one) => [one.id, one.speed.map(({ value }) => value)]))
  }
  const whole = ['pre', 'post']

  test.each<[string, Record<string, string[]>]>([
    ['/A/B', { early: whole, both: whole }],
    ['/A/#', { early: whole, both: whole }],
    ['(/A/B;/C)', { both: whole }],
    ['/Y', {}],
    ['/M|/Q', { mid: ['post'], always: whole }],
    ['/R', { changed: ['pre'] }],
    ['/S', { changed: ['post'] }],
    ['/G', { gone: ['pre'] }],
    ['/Z', {}],
  ])('scopeQ=%s', async (scopeQ, expected) => {
    expect(await find(scopeQ)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([name, all]) => [ids[name], all])),
    )
  })

  test('/# is anybody who had a scope in the stretch', async () => {
    expect(Object.keys(await find('/#')).sort()).toEqual(
      [ids.early, ids.both, ids.mid, ids.changed, ids.gone, ids.always].sort(),
    )
  })

  test('what held when the stretch began is shown with what was set in it', async () => {
    const shown = await get(ids.changed ?? '', `?${stretch}`)
    expect(shown.scope).toEqual([
      { type: 'Property', value: '/R', observedAt: at(10), instanceId: expect.stringMatching(/^urn:uuid:/) },
      { type: 'Property', value: '/S', observedAt: at(12, 30), instanceId: expect.stringMatching(/^urn:uuid:/) },
    ])
    expect((await get(ids.gone ?? '', '?options=temporalValues')).scope).toEqual({
      type: 'Property',
      values: [
        ['/G', at(10)],
        ['urn:ngsi-ld:null', at(12, 30)],
      ],
    })
    expect((await get(ids.always ?? '')).scope).toEqual([
      { type: 'Property', value: ['/Q', '/P'], instanceId: expect.any(String) },
    ])
    expect((await get(ids.changed ?? '', '?omit=scope')).scope).toBeUndefined()
  })

  test('456_01: what happens to the scope of an entity is its evolution', async () => {
    const id = 'urn:ngsi-ld:Vehicle:scoped'
    const speed = { type: 'Property', value: 1, observedAt: at(1) }
    expect((await ngsi('POST', '/entities', { id, type: 'Vehicle', scope: '/Old', speed })).status).toBe(201)
    clock.now += 1_000
    expect((await ngsi('PATCH', `/entities/${id}`, { scope: '/New' })).status).toBe(204)
    clock.now += 1_000
    expect((await ngsi('PATCH', `/entities/${id}`, { speed: 2 })).status).toBe(204)
    clock.now += 1_000
    expect((await ngsi('DELETE', `/entities/${id}/attrs/scope`)).status).toBe(204)
    const { scope } = await get(id, '?options=sysAttrs')
    expect(scope.map(({ value }: { value: string }) => value)).toEqual(['/Old', '/New', 'urn:ngsi-ld:null'])
    expect(scope[1].observedAt).toBe(scope[1].modifiedAt)
    expect(scope[2].deletedAt).toBe(new Date(clock.now).toISOString())
    expect((await get(id, '?timeproperty=deletedAt')).scope).toHaveLength(1)
    expect((await ngsi('DELETE', `/temporal/entities/${id}/attrs/scope`)).status).toBe(204)
    expect((await get(id)).scope).toHaveLength(1)
  })

  test('scopes and types are added with attributes', async () => {
    const id = await tell({ speed: [told(1, at(12))] })
    const more = { type: 'Truck', scope: scoped(['/A', at(12)]), speed: [told(2, at(12, 1))] }
    expect((await ngsi('POST', `/temporal/entities/${id}/attrs`, more)).status).toBe(204)
    const shown = await get(id)
    expect([shown.type.sort(), shown.scope[0].value, shown.speed.length]).toEqual([['Truck', 'Vehicle'], '/A', 2])
    const wrong = { scope: [told('not a scope', at(12))] }
    expect(errorOf(await ngsi('POST', `/temporal/entities/${id}/attrs`, wrong))).toEqual([400, 'BadRequestData'])
  })
})

test('5744_04: places are judged by where something was in the stretch', async () => {
  const near = await tell({ location: [place(2.29, 48.85, at(12, 1))] }, 'Moving')
  const far = await tell({ location: [place(10, 50, at(12, 1))] }, 'Moving')
  const before = await tell({ location: [place(2.29, 48.85, at(3)), place(10, 50, at(12, 1))] }, 'Moving')
  const seen = await tell({ observationSpace: [place(2.29, 48.85, at(12, 1))] }, 'Moving')
  const find = async (geo: string) => {
    const { json } = await ngsi('GET', `/temporal/entities?type=Moving&${geo}&${stretch}`)
    return json.map(({ id }: { id: string }) => id)
  }
  const paris = '[[[2.0,48.5],[2.6,48.5],[2.6,49.2],[2.0,49.2],[2.0,48.5]]]'
  const circle = 'georel=near;maxDistance==2000&geometry=Point&coordinates=[2.29,48.85]'
  expect(await find(circle)).toEqual([near])
  expect(await find(`georel=within&geometry=Polygon&coordinates=${paris}`)).toEqual([near])
  expect(await find(`georel=disjoint&geometry=Polygon&coordinates=${paris}`)).toEqual([far, before])
  expect(await find('georel=equals&geometry=Point&coordinates=[2.29,48.85]')).toEqual([near])
  expect(await find(`${circle}&geoproperty=observationSpace`)).toEqual([seen])
  // Places where it is now count no more than those where it was.
  const moved = { id: 'urn:ngsi-ld:Moving:now', type: 'Moving', location: place(2.29, 48.85, at(20)) }
  expect((await ngsi('POST', '/entities', moved)).status).toBe(201)
  expect(await find(circle)).toEqual([near])
})

describe('figures (4.5.19, 5.2.44, 5.7.4.4)', () => {
  const figures = async (values: unknown[], methods: string) => {
    const id = await tell({ a: values.map((value, minute) => told(value, at(12, minute))) })
    const shown = await get(id, `?${stretch}&options=aggregatedValues&aggrMethods=${methods}`)
    return Object.fromEntries(methods.split(',').map((method) => [method, shown.a[method][0]?.[0]]))
  }
  const typed = (type: string, ...all: string[]) => all.map((value) => ({ '@type': type, '@value': value }))

  test('of instants and days: the first and the last, told as they are', async () => {
    const instants = typed('DateTime', '2026-01-02T00:00:00Z', '2026-01-02T00:00:00.5Z', '2026-01-01T12:00:00Z')
    expect(await figures(instants, 'min,max,avg,distinctCount')).toEqual({
      min: instants[2],
      max: instants[1],
      avg: undefined,
      distinctCount: 3,
    })
    expect(await figures(['2026-03-02', '2026-11-01', '2026-02-28'], 'min,max')).toEqual({
      min: '2026-02-28',
      max: '2026-11-01',
    })
  })

  test('of times of day: their mean as well', async () => {
    expect(await figures(typed('Time', '08:00:00Z', '09:00:00Z', '10:30:00Z'), 'avg,max,sum')).toEqual({
      avg: { '@type': 'Time', '@value': '09:10:00Z' },
      max: { '@type': 'Time', '@value': '10:30:00Z' },
      sum: undefined,
    })
  })

  test('of lists by their size, of URIs none but counts', async () => {
    expect(await figures([[1], [1, 2, 3]], 'avg,sum,max,stddev,sumsq')).toEqual({
      avg: 2,
      sum: 4,
      max: 3,
      stddev: undefined,
      sumsq: undefined,
    })
    expect(await figures(typed('URI', 'urn:a:1', 'urn:a:2'), 'max,totalCount')).toEqual({
      max: undefined,
      totalCount: 2,
    })
  })

  test('a period without anything in it is left out, however many there are', async () => {
    const id = await tell({ a: [told(1, '2020-01-01T00:30:00Z'), told(3, '2020-01-01T00:40:00Z'), told(5, at(12))] })
    const query =
      '?timerel=after&timeAt=1970-01-01T00:00:00Z&options=aggregatedValues&aggrMethods=avg&aggrPeriodDuration=PT1H'
    expect((await get(id, query)).a.avg).toEqual([
      [2, '2020-01-01T00:00:00Z', '2020-01-01T01:00:00Z'],
      [5, at(12), at(13)],
    ])
  })

  test('asked for by name, an attribute without such figures is InvalidRequest', async () => {
    const id = await tell({ name: [told('x', at(12))], speed: [told(1, at(12))] })
    const path = `/temporal/entities/${id}?${stretch}&format=aggregatedValues&aggrMethods=avg`
    expect(errorOf(await ngsi('GET', `${path}&attrs=name`))).toEqual([400, 'InvalidRequest'])
    expect((await ngsi('GET', path)).json).toMatchObject({ name: { avg: [] }, speed: { avg: [[1, at(12), at(13)]] } })
  })

  test('5244_01, 021_27: a body that names methods wants their figures', async () => {
    const id = await tell({ speed: [told(2, at(12)), told(4, at(12, 1))] }, 'Counted')
    const ask = (more: object, temporal: object = {}) =>
      ngsi('POST', '/temporal/entityOperations/query', {
        type: 'Query',
        entities: [{ type: 'Counted' }],
        temporalQ: { timerel: 'after', timeAt: at(12), ...temporal },
        ...more,
      })
    const average = [{ id, type: 'Counted', speed: { type: 'Property', avg: [[3, at(12), expect.any(String)]] } }]
    expect((await ask({ aggrParams: { aggrMethods: ['avg'], aggrPeriodDuration: 'PT0S' } })).json).toEqual(average)
    expect((await ask({}, { aggrMethods: 'avg' })).json).toEqual(average)
    for (const [wrong, word] of [
      [{ aggrMethods: ['mode'] }, 'aggrMethods'],
      [{ aggrMethods: ['avg'], aggrPeriodDuration: 'daily' }, 'aggrPeriodDuration'],
    ] as const) {
      const refused = await ask({ aggrParams: wrong })
      expect([...errorOf(refused), refused.text]).toEqual([400, 'BadRequestData', expect.stringContaining(word)])
    }
  })
})

test('format comes before options', async () => {
  const id = await tell({ speed: [told(2, at(12))] })
  const shown = await get(id, `?${stretch}&format=temporalValues&options=aggregatedValues`)
  expect(shown.speed).toEqual({ type: 'Property', values: [[2, at(12)]] })
})

describe('changes (5.6.13 to 5.6.15)', () => {
  test('016_01: an instance is replaced whole, but for when it was created', async () => {
    const id = await tell({ speed: [told(1, at(12), { unitCode: 'KMH', by: { type: 'Property', value: 'x' } })] })
    const [before] = (await get(id, '?options=sysAttrs')).speed
    clock.now += 5_000
    const path = `/temporal/entities/${id}/attrs/speed/${before.instanceId}`
    expect((await ngsi('PATCH', path, { speed: [told(9, at(12, 30))] })).status).toBe(204)
    expect((await get(id, '?options=sysAttrs')).speed).toEqual([
      {
        ...told(9, at(12, 30)),
        instanceId: before.instanceId,
        createdAt: before.createdAt,
        modifiedAt: new Date(clock.now).toISOString(),
      },
    ])
    expect(errorOf(await ngsi('PATCH', path, { type: 'Relationship', object: 'urn:x:1' }))).toEqual([
      400,
      'BadRequestData',
    ])
  })

  test('015_02, 015_04, 016_02, 017_02, 017_03: what is no name, no id, or not there', async () => {
    const id = await tell({ speed: [told(1, at(12))] })
    const root = `/temporal/entities/${id}/attrs`
    for (const name of ['invalid(Name', '%252e%252e', '%252e'])
      expect([name, ...errorOf(await ngsi('DELETE', `${root}/${name}`))]).toEqual([name, 400, 'BadRequestData'])
    for (const method of ['PATCH', 'DELETE'] as const) {
      const body = method === 'PATCH' ? told(1, at(12)) : undefined
      const ask = async (path: string) => errorOf(await ngsi(method, path, body))
      expect(await ask(`${root}/speed/invalidId`)).toEqual([400, 'BadRequestData'])
      expect(await ask(`${root}/invalid(Id/urn:x:1`)).toEqual([400, 'BadRequestData'])
      expect(await ask(`${root}/speed/urn:ngsi-ld:01234567890123456789`)).toEqual([404, 'ResourceNotFound'])
    }
    expect((await ngsi('GET', `/temporal/entities/${id}`)).status).toBe(200)
  })
})

test('020_23, 021_21_03: an evolution of which nothing is shown is not found, one of which only the id is asked for is', async () => {
  const id = await tell({ speed: [told(1, at(12, 1))] }, 'Tram')
  expect((await ngsi('GET', `/temporal/entities/${id}?${stretch}&omit=id,type,speed`)).status).toBe(404)
  expect(await get(id, `?${stretch}&pick=id`)).toEqual({ id })
  expect((await ngsi('GET', `/temporal/entities?type=Tram&${stretch}&pick=id`)).json).toEqual([{ id }])
})
