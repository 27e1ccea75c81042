import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import type { Filled } from '../../../kernel/forms/index.ts'
import type { PlaceValue } from '../../../kernel/record/index.ts'
import { type Language, say } from '../../../kernel/words.ts'
import type { Db } from '../../base/index.ts'
import type { CaseEngine } from '../engine.ts'
import type { CaseFiles } from '../files.ts'
import { type Attribute, attributesOf, own, standardFields } from './definition.ts'
import { firstOf, numberIn, type Parameters, Wrong } from './form.ts'
import { classingOf, type Service } from './services.ts'

/** Longest description: GeoReport v2, "POST Service Request". */
const longestDescription = 4_000

/** Under which `source` an outside program's requests are kept. */
export const sourceOf = (actor: Actor): string => `open311:${actor.id}`

/** What a request comes to: answers of the pack, the class that was meant, the sender's own number. */
type Wanted = { readonly answers: Filled; readonly class: string; readonly external?: string }

/** Name of an attribute's parameter: `attribute[code]`, or `attribute[code][]` for several values. */
const attributeName = /^attribute\[([^\]]+)\](\[\])?$/

function placeIn(parameters: Parameters, wrong: Wrong): PlaceValue | undefined {
  const lat = numberIn(parameters, 'lat', [-85, 85], wrong)
  const long = numberIn(parameters, 'long', [-180, 180], wrong)
  const address = firstOf(parameters, 'address_string')
  const id = firstOf(parameters, 'address_id')
  const [hasLat, hasLong] = [firstOf(parameters, 'lat'), firstOf(parameters, 'long')].map((text) => text !== undefined)
  if (hasLat !== hasLong) wrong.add(hasLat ? 'long' : 'lat', 'lat 与 long 应同时给出', 'lat and long must both be sent')
  // Our addresses are found by their words; the ids that we know are division codes.
  const division = id !== undefined && /^\d{6}(\d{3}(\d{3})?)?$/.test(id) ? id : undefined
  if (id !== undefined && division === undefined)
    wrong.add('address_id', '应为 6、9 或 12 位区划代码', 'must be a division code of 6, 9 or 12 digits', id)
  if (!hasLat && !hasLong && address === undefined && id === undefined)
    wrong.add(
      'lat',
      '请给出 lat 和 long，或 address_string，或 address_id',
      'lat and long, or address_string, or address_id must be sent',
    )
  const point = lat !== undefined && long !== undefined ? ([long, lat] as const) : undefined
  const said = address ?? (point === undefined ? division : undefined)
  if (point === undefined && said === undefined) return undefined
  return { ...(point && { point }), ...(said && { address: said }), ...(division && { division }) }
}

/** What was said, with the addresses of pictures that lie elsewhere: they are not fetched, but whoever handles it can look. */
function descriptionIn(parameters: Parameters, service: Service, language: Language, wrong: Wrong): string {
  const text =
    parameters
      .get('description')
      ?.find((value) => value.trim() !== '')
      ?.trim() ?? ''
  if ([...text].length > longestDescription)
    wrong.add('description', `最多 ${longestDescription} 个字`, `has at most ${longestDescription} characters`)
  const links = [...(parameters.get('media_url') ?? []), ...(parameters.get('media_url[]') ?? [])]
    .map((link) => link.trim())
    .filter((link) => link !== '')
  for (const link of links)
    if (!/^https?:\/\/[^\s<>"]{1,900}$/i.test(link))
      wrong.add('media_url', '应为 http(s) 网址', 'must be an http(s) address', link)
  const head = text === '' ? say(service.title, language) : text
  return [head, ...links.slice(0, 9).map((link) => `${language === 'zh' ? '图片：' : 'Picture: '}${link}`)].join('\n')
}

function nameIn(parameters: Parameters): string | undefined {
  const [first = '', last = ''] = ['first_name', 'last_name'].map((name) => firstOf(parameters, name))
  // A Chinese name is written in one, family name first; FixMyStreet sends "-" where there is none.
  const parts = /\p{Script=Han}/u.test(first + last) ? [last, first] : [first, last]
  const name = parts.filter((part) => part !== '' && part !== '-').join(/\p{Script=Han}/u.test(first + last) ? '' : ' ')
  return name === '' ? undefined : name.slice(0, 60)
}

/** A phone number as people write it abroad and at home, without blanks, brackets and dots. */
const plainPhone = (text: string): string => text.replace(/[\s().-]/g, '').replace(/^00/, '+')

/** The value of an attribute as its field holds it; what does not fit is left for the form's own check to refuse. */
function valueFor({ type, field }: Attribute, values: readonly string[]): unknown {
  const [first = ''] = values
  switch (field?.type) {
    case 'boolean':
      return /^(true|1|yes)$/i.test(first) ? true : /^(false|0|no)$/i.test(first) ? false : first
    case 'number':
    case 'integer':
    case 'money':
      return /^[-+]?\d+(\.\d+)?$/.test(first.trim()) ? Number(first) : first
    case 'date':
      return first.slice(0, 10)
    default:
      return type === 'multivaluelist' ? values : first
  }
}

function attributesIn(
  parameters: Parameters,
  service: Service,
  wrong: Wrong,
): Omit<Wanted, 'class'> & { exact?: string } {
  const attributes = new Map(attributesOf(service).map((one) => [one.code, one]))
  const answers: Record<string, unknown> = {}
  let exact: string | undefined
  let external: string | undefined
  for (const [name, all] of parameters) {
    const code = attributeName.exec(name)?.[1]
    const values = all.filter((value) => value.trim() !== '')
    if (code === undefined || values.length === 0) continue
    const attribute = attributes.get(code)
    if (!attribute) wrong.add(name, '没有这个 attribute', 'is not an attribute of this service')
    else if (code === own.class) exact = values[0]
    else if (code === own.external) external = values[0]?.trim().slice(0, 200)
    else answers[code] = valueFor(attribute, values)
  }
  const known = attributes.get(own.class)?.values ?? []
  if (exact !== undefined && !known.some((one) => one.key === exact))
    wrong.add(`attribute[${own.class}]`, '不是本服务的分类', 'is not a class of this service', exact)
  return { answers, exact, external }
}

/** Reads a request into the answers of its pack. What is wrong is noted under the names of the parameters. */
function wantedIn(
  parameters: Parameters,
  service: Service,
  photos: readonly string[],
  language: Language,
  wrong: Wrong,
): Wanted {
  const { answers, exact, external } = attributesIn(parameters, service, wrong)
  const fields = standardFields(service.pack)
  const phone = firstOf(parameters, 'phone')
  const standard: readonly (readonly [string | undefined, unknown])[] = [
    [fields.description, descriptionIn(parameters, service, language, wrong)],
    [fields.place, placeIn(parameters, wrong)],
    [fields.name, nameIn(parameters)],
    [fields.phone, phone === undefined ? undefined : plainPhone(phone)],
    [fields.email, firstOf(parameters, 'email')],
    [fields.media, photos.length > 0 ? photos : undefined],
  ]
  const filled = standard.filter(([name, value]) => name !== undefined && value !== undefined)
  return {
    answers: { ...answers, ...Object.fromEntries(filled) },
    class: exact ?? service.class,
    ...(external === undefined ? {} : { external }),
  }
}

/** The parameter behind a field of the pack, for what its form refuses. */
function parameterOf(service: Service, field: string): string {
  const fields = standardFields(service.pack)
  const names: Readonly<Record<string, string | undefined>> = {
    description: fields.description,
    lat: fields.place,
    first_name: fields.name,
    phone: fields.phone,
    email: fields.email,
    media: fields.media,
  }
  return Object.entries(names).find(([, name]) => name === field)?.[0] ?? `attribute[${field}]`
}

/** What taking in a request stands on. */
export type IntakeParts = { readonly db: Db; readonly engine: CaseEngine; readonly files: CaseFiles }

/** A request that was taken in, by its number; `isNew` is false for one that was there already. */
export type Taken = { readonly id: string; readonly number: string; readonly isNew: boolean }

async function findExternal(db: Db, source: string, external: string | undefined): Promise<Taken | undefined> {
  if (external === undefined) return undefined
  const { rows } = await sql<{ id: string; number: string }>`
    select id, number from cases.case where source = ${source} and external = ${external}`.execute(db)
  return rows[0] && { ...rows[0], isNew: false }
}

/**
 * Takes in a request: it becomes a case of the service's pack, with the class that was meant as a suggestion for whoever
 * sorts it. The same `external_id` of the same program again gives the first one.
 * @throws open311.bad with a fault a parameter
 */
export async function takeIn(
  { db, engine, files }: IntakeParts,
  given: {
    readonly actor: Actor
    readonly service: Service
    readonly parameters: Parameters
    readonly photos: readonly string[]
    readonly language: Language
    readonly wrong: Wrong
  },
): Promise<Taken> {
  const { actor, service, parameters, photos, language, wrong } = given
  const wanted = wantedIn(parameters, service, photos, language, wrong)
  wrong.throwIfAny()
  const source = sourceOf(actor)
  const earlier = await findExternal(db, source, wanted.external)
  if (earlier) return earlier
  try {
    const begun = await engine.begin({
      pack: service.pack.name,
      answers: wanted.answers,
      origin: { channel: 'open311', system: source, ...(wanted.external && { external: wanted.external }) },
      actor,
      language,
    })
    await files.claim(begun.id, begun.state)
    await noteClass(db, service, begun.id, wanted.class)
    return { id: begun.id, number: begun.number, isNew: true }
  } catch (cause) {
    if (!(cause instanceof CityError)) throw cause
    // The same number of the same program came twice at once: the other one made the case.
    const other = cause.code === 'case.busy' ? await findExternal(db, source, wanted.external) : undefined
    if (other) return other
    if (cause.code !== 'form.invalid') throw cause
    const told = new Wrong()
    told.addAll(cause.faults, (field) => parameterOf(service, field))
    told.throwIfAny()
    throw cause
  }
}

async function noteClass(db: Db, service: Service, id: string, code: string): Promise<void> {
  await sql`insert into cases.open311 (case_id, class) values (${id}, ${code}) on conflict (case_id) do nothing`.execute(
    db,
  )
  const field = classingOf(service.pack)?.field
  if (code === '' || field === undefined) return
  // What the reporter chose is a suggestion until something better is known; a guess of the sorter's own stands above it.
  const suggestion = { fields: { [field]: { value: code } }, isSure: false, model: 'open311' }
  await sql`insert into cases.suggestion (case_id, suggestion) values (${id}, ${JSON.stringify(suggestion)})
    on conflict (case_id) do nothing`.execute(db)
}
