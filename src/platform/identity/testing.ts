import { randomBytes } from 'node:crypto'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Base, Db } from '../base/index.ts'
import { type Caller, caller, type TestCity, type TestCityOptions, testCity } from '../base/testing.ts'
import type { NewOffice } from './offices/change-office.ts'
import { loadOffices } from './offices/load-offices.ts'
import { createPerson, setPassword } from './people/change-person.ts'
import type { NewPerson } from './people/person.ts'
import { type Identity, identityRoom } from './room.ts'

const office = (
  id: string,
  parent: string | undefined,
  level: NewOffice['level'],
  zh: string,
  en: string,
): NewOffice => ({
  id,
  parent,
  level,
  kind: level === 'city' ? 'government' : level,
  title: { zh, en },
  openSince: '2020-01-01',
})

/** A small city: two districts, three streets, a grid, a community. */
export const smallCity: readonly NewOffice[] = [
  office('sh', undefined, 'city', '市政府', 'City government'),
  office('hotline', 'sh', 'city', '热线办', 'Hotline office'),
  office('d1', 'sh', 'district', '一区', 'District One'),
  office('d2', 'sh', 'district', '二区', 'District Two'),
  office('s11', 'd1', 'street', '一街道', 'First Street'),
  office('s12', 'd1', 'street', '二街道', 'Second Street'),
  office('s21', 'd2', 'street', '三街道', 'Third Street'),
  office('g111', 's11', 'grid', '第一网格', 'Grid One'),
  office('c111', 's11', 'community', '第一居委会', 'Community One'),
]

/** The scopes of the test city. */
export const testScopes: readonly string[] = [
  'people.read',
  'people.write',
  'offices.read',
  'account.read',
  'cases.read',
]

/** A city with this room only, its small tree of offices loaded. */
export type IdentityCity = TestCity & {
  readonly identity: Identity
  readonly db: Db
  /** Enters a person with a password of his own. */
  enter(person: Partial<NewPerson> & { readonly name: string }): Promise<Entered>
  /** Calls in a browser of its own: keeps cookies, sends its origin. */
  browser(origin?: string): Browser
  /** Enters a person and signs in. */
  signedIn(person: Partial<NewPerson> & { readonly name: string }): Promise<Entered & { readonly browser: Browser }>
}

/** A person with what is needed to sign in. */
export type Entered = { readonly id: string; readonly login: string; readonly password: string }

/** A caller that keeps cookies as a browser does. */
export type Browser = Caller & { readonly cookies: Map<string, string> }

/** Starts the city; it stops after the last test. */
export async function identityCity(options: Partial<Omit<TestCityOptions, 'rooms'>> = {}): Promise<IdentityCity> {
  let identity: Identity | undefined
  const city = await testCity({
    ...options,
    upTo: 'identity',
    rooms: (base: Base) => {
      identity = identityRoom(base, {
        city: { title: { zh: '测试市', en: 'Testville' }, centre: [121.47, 31.23], bounds: [120.8, 30.6, 122.2, 31.9] },
        scopes: () => testScopes,
      })
      return { rooms: [identity], authenticate: identity.authenticate }
    },
  })
  if (identity === undefined) throw new Error('No identity room was made')
  const { db } = city.base
  await db.tx((tx) => loadOffices(tx, smallCity))
  await identity.offices.refresh()
  const browser = (origin = city.url) => makeBrowser(city.url, origin)
  const enter: IdentityCity['enter'] = async (person) => {
    const login = person.login ?? `p-${randomBytes(6).toString('hex')}`
    const password = `test ${randomBytes(9).toString('base64url')}`
    const id = await db.tx(async (tx) => {
      const made = await createPerson(
        tx,
        'test',
        'administrator',
        { id: uuidv7(), kind: 'official', ...person, login },
        city.base.now(),
      )
      await setPassword(tx, made, password)
      return made
    })
    return { id, login, password }
  }
  return {
    ...city,
    identity,
    db,
    enter,
    browser,
    signedIn: async (person) => {
      const entered = await enter(person)
      const own = browser(options.config?.publicUrl)
      const answer = await own.post('/api/session', { login: entered.login, password: entered.password })
      if (answer.status !== 200) throw new Error(`Signing in failed: ${answer.text}`)
      return { ...entered, browser: own }
    },
  }
}

/** A browser: one origin, cookies kept by name, set and deleted as the answers say (paths are not looked at). */
export function makeBrowser(url: string, origin = url): Browser {
  const plain = caller(url, { origin })
  const cookies = new Map<string, string>()
  const call: Browser['call'] = async (method, path, body, headers = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await plain.call(method, path, body, { ...(cookie && { cookie }), ...headers })
    for (const line of answer.headers.getSetCookie()) keep(cookies, line)
    return answer
  }
  return {
    cookies,
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
  }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(/; */)
  const at = pair.indexOf('=')
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
  const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8)
  const isGone = value === '' || (expires !== undefined && Date.parse(expires) <= Date.now())
  if (isGone) cookies.delete(name)
  else cookies.set(name, value)
}
