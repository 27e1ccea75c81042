import { sql } from 'kysely'
import { type Role, roles } from '../../../kernel/access/index.ts'
import { CityError, type Fault } from '../../../kernel/errors/index.ts'
import {
  type Db,
  readRecords,
  type TableRecord,
  type TableSource,
  type TargetField,
  type Tx,
} from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { createPerson } from '../people/change-person.ts'
import { type NewPerson, type PersonKind, plainLogin } from '../people/person.ts'
import { setPosts } from '../people/posts.ts'
import type { FileTaken, RefusedRecord } from './taken.ts'

const text = ['text', 'code', 'integer'] as const

/** What a file of people says of each: one row a person, and a further row for each further post. */
export const personFields: readonly TargetField[] = [
  { key: 'name', title: { zh: '姓名', en: 'Name' }, synonyms: ['名字', 'full name'], types: text, required: true },
  { key: 'login', title: { zh: '登录名', en: 'Login' }, synonyms: ['账号', '用户名', 'username', 'user'], types: text },
  { key: 'kind', title: { zh: '人员类别', en: 'Kind' }, synonyms: ['类别', 'type'], types: text },
  { key: 'phone', title: { zh: '手机号', en: 'Phone' }, synonyms: ['电话', '手机', '联系电话', 'mobile'], types: text },
  { key: 'email', title: { zh: '电子邮箱', en: 'E-mail' }, synonyms: ['邮箱', 'email'], types: text },
  {
    key: 'citizenNumber',
    title: { zh: '公民身份号码', en: 'Citizen number' },
    synonyms: ['身份证号', '身份证', 'id number'],
    types: text,
  },
  {
    key: 'office',
    title: { zh: '机构编号', en: 'Office' },
    synonyms: ['所属机构', '单位', '机构', 'office id'],
    types: text,
  },
  { key: 'role', title: { zh: '岗位', en: 'Role' }, synonyms: ['角色', '职务', 'post'], types: text },
  { key: 'locale', title: { zh: '语言', en: 'Language' }, synonyms: ['locale'], types: text },
]

const kinds: ReadonlyMap<string, PersonKind> = new Map([
  ['resident', 'resident'],
  ['市民', 'resident'],
  ['official', 'official'],
  ['工作人员', 'official'],
])

const roleWords: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...roles.map((role) => [role, role] as const),
  ...([
    ['话务员', 'operator'],
    ['分拣员', 'sorter'],
    ['派单员', 'dispatcher'],
    ['承办人', 'clerk'],
  ] as const),
  ...([
    ['网格员', 'grid-member'],
    ['督办员', 'supervisor'],
    ['值班长', 'duty-officer'],
  ] as const),
  ...([
    ['数据专员', 'data-officer'],
    ['管理员', 'administrator'],
    ['审计员', 'auditor'],
  ] as const),
])

/**
 * Takes a file of people in. Who is there already (by login, else by citizen number) stays as he is and may get a further
 * post; nobody gets a password. Rows that cannot be are refused one by one. With `isRehearsal` nothing is kept.
 * @throws identity.noColumns, table.*
 */
export async function takePeople(db: Db, source: TableSource, now: number, isRehearsal = false): Promise<FileTaken> {
  const { headers, matches, missing, records } = await readRecords(source, personFields)
  if (missing.length > 0)
    throw identityErrors.make('identity.noColumns', { columns: missing.map(({ title }) => title.zh).join('、') })
  const refused: RefusedRecord[] = []
  const outcomes = { imported: 0, already: 0 }
  await db.tx(async (tx) => {
    await sql`savepoint file`.execute(tx)
    for (const record of records) {
      const person = personOf(record)
      const outcome = 'says' in person ? [person] : await takeOne(tx, person, now)
      if (typeof outcome === 'string') outcomes[outcome] += 1
      else refused.push({ ...record, faults: outcome.map((fault) => ({ ...fault, row: record.row })) })
    }
    if (isRehearsal) await sql`rollback to savepoint file`.execute(tx)
  })
  return { read: records.length, ...outcomes, refused, headers, matches }
}

type Wanted = NewPerson & { readonly post?: { readonly office: string; readonly role: Role } }

/** Enters one, or gives him his post; what is refused leaves nothing. @returns why it was refused */
async function takeOne(
  tx: Tx,
  { post, ...person }: Wanted,
  now: number,
): Promise<'imported' | 'already' | readonly Fault[]> {
  await sql`savepoint person`.execute(tx)
  try {
    const outcome = await enter(tx, person, post, now)
    await sql`release savepoint person`.execute(tx)
    return outcome
  } catch (cause) {
    await sql`rollback to savepoint person`.execute(tx)
    if (!(cause instanceof CityError) || cause.kind === 'unavailable') throw cause
    return cause.faults.length > 0 ? cause.faults : [{ says: cause.says }]
  }
}

async function enter(tx: Tx, person: NewPerson, post: Wanted['post'], now: number): Promise<'imported' | 'already'> {
  const id = await findThere(tx, person)
  if (id === undefined) {
    await createPerson(tx, 'operator', 'operator', { ...person, ...(post && { posts: [post] }) }, now)
    return 'imported'
  }
  if (!post) return 'already'
  const { rows: held } = await sql<{ office: string; role: Role }>`
    select office, role from identity.post where person = ${id} and until_at is null`.execute(tx)
  if (held.some(({ office, role }) => office === post.office && role === post.role)) return 'already'
  await setPosts(tx, 'operator', id, [...held, post], now)
  return 'imported'
}

async function findThere(tx: Tx, { login, personal }: NewPerson): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select person as id from identity.account where login = ${login === undefined ? null : plainLogin(login)}
    union all
    select person from identity.personal where ${login === undefined} and citizen_number = ${personal?.citizenNumber?.toUpperCase() ?? null}
    limit 1`.execute(tx)
  return rows[0]?.id
}

function personOf({ row, values }: TableRecord): Wanted | Fault {
  const { name = '', login, phone, email, citizenNumber, office } = values
  const role = values.role === undefined ? undefined : roleWords.get(values.role.toLowerCase())
  const kind = values.kind === undefined ? (office === undefined ? 'resident' : 'official') : kinds.get(values.kind)
  const refuse = (field: string, found: string, zh: string, en: string): Fault => ({
    row,
    field,
    found,
    says: { zh, en },
  })
  if (name === '') return refuse('name', '', '缺姓名', 'it has no name')
  if (login === undefined && citizenNumber === undefined)
    return refuse(
      'login',
      '',
      '须有登录名或公民身份号码，否则无法认出同一人',
      'a login or a citizen number is needed to know him again',
    )
  if (!kind) return refuse('kind', values.kind ?? '', '类别须为市民或工作人员', 'the kind is resident or official')
  if (values.role !== undefined && !role)
    return refuse('role', values.role, '没有这个岗位', `there is no such role; there are: ${roles.join(', ')}`)
  if ((office === undefined) !== (role === undefined))
    return refuse(
      office === undefined ? 'office' : 'role',
      '',
      '岗位和机构须同时给出',
      'a post is an office and a role',
    )
  return {
    ...{ name, kind, locale: /^en/i.test(values.locale ?? '') ? ('en' as const) : ('zh' as const) },
    ...(login !== undefined && { login }),
    personal: { ...(phone && { phone }), ...(email && { email }), ...(citizenNumber && { citizenNumber }) },
    ...(office !== undefined && role && { post: { office, role } }),
  }
}
