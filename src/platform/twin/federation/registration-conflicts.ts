import { sql } from 'kysely'
import { ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { findEntities } from '../query/entity-query.ts'
import { type RegistrationRow, registrationColumns } from './federation.ts'
import { type Info, readSource, type Source } from './registration.ts'

const conflict = (detail: string) => ngsiErrors.make('twin.conflict', { detail })

const shareIds = (one: Info, other: Info): boolean =>
  (one.entities ?? []).some(({ ids = [] }) =>
    (other.entities ?? []).some(
      (entity) =>
        entity.ids?.some((id) => ids.includes(id)) ??
        (entity.idPattern !== undefined && ids.some((id) => new RegExp(entity.idPattern ?? '').test(id))),
    ),
  )

const shareNames = (one: Info, other: Info): boolean =>
  !one.names || !other.names || [...one.names].some((name) => other.names?.has(name))

/** Clause 4.3.6.3: what one source has exclusively no other has exclusively or by redirection. */
async function checkOthers(services: NgsiServices, asked: Ask, source: Source, own: string | undefined): Promise<void> {
  const { rows } = await sql<RegistrationRow>`select ${registrationColumns} from twin.registration
    where tenant = ${asked.tenant} and id is distinct from ${own ?? null}
    and body ->> 'mode' = any(${source.mode === 'exclusive' ? ['exclusive', 'redirect'] : ['exclusive']}::text[])`.execute(
    services.base.db,
  )
  for (const row of rows) {
    const { map } = await services.contexts.resolve(row.context)
    const other = readSource(row.body, map)
    const clash = source.information.some((info) =>
      other.information.some(
        (theirs) => (shareIds(info, theirs) || shareIds(theirs, info)) && shareNames(info, theirs),
      ),
    )
    if (clash)
      throw conflict(
        `Registration ${row.id} answers for the same attributes of the same entity, one of them exclusively`,
      )
  }
}

/** Clause 5.9.2.4: what is here already is not taken over by a source that would have it alone. */
async function checkHere(services: NgsiServices, asked: Ask, source: Source): Promise<void> {
  for (const { entities, names } of source.information) {
    const filter = {
      tenant: asked.tenant,
      sight: asked.sight,
      selectors: entities ?? [],
      ...(names && { attrs: [...names] }),
    }
    const { entities: found } = await findEntities(services.base.db, filter, { limit: 1 }, services.observations)
    if (found[0]) throw conflict(`Entity ${found[0].id} is here already with what the registration would take over`)
  }
}

/**
 * Refuses exclusive and redirecting registrations that others, or entities here, stand in the way of; the latter where what is registered
 * is new.
 * @throws Conflict
 */
export async function checkConflicts(
  services: NgsiServices,
  asked: Ask,
  source: Source,
  own: string | undefined,
  isNew: boolean,
): Promise<void> {
  if (source.mode !== 'exclusive' && source.mode !== 'redirect') return
  await checkOthers(services, asked, source, own)
  if (isNew) await checkHere(services, asked, source)
}
