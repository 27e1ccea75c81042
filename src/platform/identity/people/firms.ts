import { sql } from 'kysely'
import { isCreditCode, uuidv7 } from '../../../kernel/codes/index.ts'
import { brokenConstraint, type Query, type Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'

/** Who may act for a firm: its legal representative (法定代表人) or an agent (代理人, 经办人). */
export type AgentKind = 'legal-representative' | 'agent'

/** A firm (法人) and who acts for it now. */
export type Firm = {
  readonly id: string
  readonly creditCode: string
  readonly name: string
  readonly status: 'active' | 'closed'
  readonly agents: { readonly person: string; readonly name: string; readonly kind: AgentKind }[]
}

const columns = sql`f.id, f.credit_code as "creditCode", f.name, f.status,
  (select coalesce(jsonb_agg(jsonb_build_object('person', g.person, 'name', p.name, 'kind', g.kind) order by g.kind desc, p.name), '[]')
    from identity.firm_agent g join identity.person p on p.id = g.person
    where g.firm = f.id and g.until_at is null) as agents`

/** Enters a firm. @throws identity.badCreditCode, identity.firmTaken */
export async function createFirm(
  tx: Tx,
  firm: { readonly creditCode: string; readonly name: string },
): Promise<string> {
  const code = firm.creditCode.trim().toUpperCase()
  if (!isCreditCode(code)) throw identityErrors.make('identity.badCreditCode', { code })
  const id = uuidv7()
  try {
    await sql`insert into identity.firm (id, credit_code, name) values (${id}, ${code}, ${firm.name.trim()})`.execute(
      tx,
    )
  } catch (cause) {
    if (brokenConstraint(cause)?.includes('credit_code'))
      throw identityErrors.make('identity.firmTaken', { code }, { cause })
    throw cause
  }
  return id
}

/** Makes these the people who act for a firm now; others end and stay on record. @throws identity.noFirm, identity.noPerson */
export async function setAgents(
  tx: Tx,
  firm: string,
  agents: readonly { readonly person: string; readonly kind: AgentKind }[],
): Promise<void> {
  const known = await sql`select 1 from identity.firm where id = ${firm} for update`.execute(tx)
  if (known.rows.length === 0) throw identityErrors.make('identity.noFirm')
  const wanted = JSON.stringify(agents)
  await sql`update identity.firm_agent g set until_at = now() where g.firm = ${firm} and g.until_at is null
    and not exists (select 1 from jsonb_to_recordset(${wanted}::jsonb) as w(person uuid, kind text)
      where w.person = g.person and w.kind = g.kind)`.execute(tx)
  try {
    await sql`insert into identity.firm_agent (firm, person, kind)
      select ${firm}, w.person, w.kind from (select distinct person, kind
        from jsonb_to_recordset(${wanted}::jsonb) as x(person uuid, kind text)) w
      where not exists (select 1 from identity.firm_agent g where g.firm = ${firm} and g.person = w.person
        and g.kind = w.kind and g.until_at is null)`.execute(tx)
  } catch (cause) {
    if (brokenConstraint(cause)?.includes('person')) throw identityErrors.make('identity.noPerson', {}, { cause })
    throw cause
  }
}

/** One firm. @throws identity.noFirm */
export async function readFirm(on: Query, id: string): Promise<Firm> {
  const { rows } = await sql<Firm>`select ${columns} from identity.firm f where f.id = ${id}`.execute(on)
  if (rows[0] === undefined) throw identityErrors.make('identity.noFirm')
  return rows[0]
}

/** Firms by the beginning of the name or by the whole credit code, in order of name (100 at most). */
export async function searchFirms(on: Query, text: string): Promise<readonly Firm[]> {
  const prefix = `${text.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Firm>`select ${columns} from identity.firm f
    where f.credit_code = ${text.toUpperCase()} or f.name like ${prefix} order by f.name, f.id limit 100`.execute(on)
  return rows
}

/** Firms for which a person may act now. */
export async function firmsOf(on: Query, person: string): Promise<readonly Firm[]> {
  const { rows } = await sql<Firm>`select ${columns} from identity.firm f where f.status = 'active' and exists
    (select 1 from identity.firm_agent g where g.firm = f.id and g.person = ${person} and g.until_at is null)
    order by f.name`.execute(on)
  return rows
}
