import { sql } from 'kysely'
import type { EntityKind } from '../model.ts'
import { byId, encoded, named, plain, properties, property, ref, toMany, toOne } from './parts.ts'

/** Kinds of the tasking part (OGC 17-079r1). */
export const taskingKinds: readonly EntityKind[] = [
  {
    set: 'Actuators',
    one: 'Actuator',
    table: 'twin.sta_actuator',
    source: plain('twin.sta_actuator'),
    properties: { ...named, ...encoded, metadata: property('json', 'metadata', true), ...properties },
    navigations: { TaskingCapabilities: toMany('TaskingCapabilities', 'actuator') },
    things: (alias) => sql`select c.thing from twin.sta_tasking_capability c where c.actuator = ${ref(alias, 'id')}`,
    order: byId,
  },
  {
    set: 'TaskingCapabilities',
    one: 'TaskingCapability',
    table: 'twin.sta_tasking_capability',
    source: plain('twin.sta_tasking_capability'),
    properties: { ...named, taskingParameters: property('json', 'tasking_parameters', true), ...properties },
    navigations: {
      Thing: toOne('Things', 'thing'),
      Actuator: toOne('Actuators', 'actuator'),
      Tasks: toMany('Tasks', 'tasking_capability'),
    },
    things: (alias) => sql`select ${ref(alias, 'thing')}`,
    order: byId,
  },
  {
    set: 'Tasks',
    one: 'Task',
    table: 'twin.sta_task',
    source: plain('twin.sta_task'),
    properties: {
      taskingParameters: property('json', 'tasking_parameters', true),
      creationTime: property('instant', 'creation_time'),
      ...properties,
    },
    navigations: { TaskingCapability: toOne('TaskingCapabilities', 'tasking_capability') },
    things: (alias) =>
      sql`select c.thing from twin.sta_tasking_capability c where c.id = ${ref(alias, 'tasking_capability')}`,
    order: byId,
  },
]
