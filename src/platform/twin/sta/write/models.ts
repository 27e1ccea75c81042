import { sql } from 'kysely'
import type { Query } from '../../../base/index.ts'

/** A kind of device with what it can be told: a TaskingCapability for each command (OGC 17-079r1 §8). */
export type TaskingModel = {
  readonly name: string
  readonly description: string
  readonly commands: readonly {
    readonly command: string
    readonly description: string
    /** A DataRecord of SWE Common (OGC 08-094r1), as `taskingParameters`. */
    readonly parameters: object
  }[]
}

/** Which thing is of which kind; `entity` is its key. */
export type OfModel = { readonly entity: number; readonly model: string }

/** Notes kinds of device; where one can be told something else than before, its things show it. */
export async function noteModels(on: Query, models: readonly TaskingModel[]): Promise<void> {
  const rows = models.map(({ name, description, commands }) => ({ name, description, offers: commands }))
  await sql`insert into twin.sta_model (name, description, offers)
    select name, description, offers from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (name text, description text, offers jsonb)
    on conflict (name) do update set description = excluded.description, offers = excluded.offers`.execute(on)
  await sql`select twin.sta_enable(array(select x.entity from twin.sta_entity_model x join twin.sta_model m on m.name = x.model
    join twin.sta_actuator a on a.origin = 'entity:' || x.entity
    where exists (select 1 from jsonb_array_elements(m.offers) o left join twin.sta_tasking_capability c on c.origin = a.origin || ':' || (o ->> 'command')
      where c.id is null or c.tasking_parameters <> o -> 'parameters' or c.description <> o ->> 'description')))`.execute(
    on,
  )
}

/** Notes of which kind things are. */
export async function noteModelsOf(on: Query, things: readonly OfModel[]): Promise<void> {
  const keys = things.map(({ entity }) => entity)
  const models = things.map(({ model }) => model)
  const { rows } = await sql<{
    entity: number
  }>`insert into twin.sta_entity_model (entity, model) select entity, model from unnest(${keys}::bigint[], ${models}::text[]) t (entity, model)
    on conflict (entity) do update set model = excluded.model where sta_entity_model.model <> excluded.model returning entity`.execute(
    on,
  )
  if (rows.length > 0) await sql`select twin.sta_enable(${rows.map(({ entity }) => entity)}::bigint[])`.execute(on)
}
