import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type EntityDraft, isKept, stamped } from '../../../kernel/twin/index.ts'
import { type Base, brokenConstraint, type Tx } from '../../base/index.ts'
import type { Changes, EntityChange } from '../changes.ts'
import { attributeColumn, entityColumns, readEntities } from './read.ts'
import { type EntityRow, entityOf, type LastReading, type StoredEntity } from './rows.ts'
import { writeChanges } from './write.ts'

/**
 * What is to be done with one entity: given what is there now, `apply` says what shall be there (`undefined`: nothing) or
 * throws what is wrong with it. Unchanged instances are handed on as they are; it may run more than once.
 */
export type Work = { readonly id: string; apply(now: StoredEntity | undefined): EntityDraft | undefined }

/** How one piece of work ended. */
export type Done =
  | { readonly id: string; readonly before: StoredEntity | undefined; readonly after: StoredEntity | undefined }
  | { readonly id: string; readonly error: unknown }

/** Somebody who adds to the transaction that changes entities. */
export type Companion = (tx: Tx, changes: readonly EntityChange[]) => Promise<void>

/** The entities as other parts of the city keep them. */
export type Entities = {
  /** Reads entities by id, whatever the reader may see: for the city's own parts. */
  find(ids: readonly string[], tenant?: string): Promise<ReadonlyMap<string, StoredEntity>>
  /** Creates or replaces entities whole. */
  put(drafts: readonly EntityDraft[], tenant?: string): Promise<void>
  /** Creates entities, or sets the attributes given and leaves the others as they are. */
  patch(drafts: readonly EntityDraft[], tenant?: string): Promise<void>
  /** Deletes entities; their history stays. Gives how many were there. */
  delete(ids: readonly string[], tenant?: string): Promise<number>
  /** The general form: each piece of work sees what is there. Work of many callers shares transactions. */
  change(tenant: string, work: readonly Work[]): Promise<readonly Done[]>
  /** Adds something to every changing transaction. */
  accompany(companion: Companion): void
  /** The entities inside a transaction of the caller's: they change if it is committed, and are then told of by `announce`. */
  within(tx: Tx): EntitiesWithin
}

/** The entities inside somebody's transaction. */
export type EntitiesWithin = Pick<Entities, 'find' | 'put' | 'patch' | 'delete'> & {
  /** Tells this process of what was changed; to be called after commit. */
  announce(): void
}

type Waiting = { readonly tenant: string; readonly work: Work; done(done: Done): void; failed(cause: unknown): void }

const mostAtOnce = 1_000

/** The store of entities over the database of this process. */
export function makeEntities(base: Pick<Base, 'db' | 'now'>, changes: Changes, readings?: LastReading): Entities {
  let waiting: Waiting[] = []
  let running = false
  const companions: Companion[] = []
  // Transactions are shared: they belong to no request, and carry no request's audit row.
  const apart = AsyncLocalStorage.snapshot()

  async function runIn(tx: Tx, tenant: string, round: readonly Work[]) {
    const made: EntityChange[] = []
    const outcomes: Done[] = []
    const there = await lock(tx, tenant, round)
    for (const work of round) {
      const outcome = settle(tenant, work, there.get(work.id), base.now())
      outcomes.push(outcome.done)
      if (outcome.change) made.push(outcome.change)
    }
    if (made.length > 0) {
      await writeChanges(tx, made)
      for (const companion of companions) await companion(tx, made)
      await changes.tell(
        tx,
        tenant,
        made.map((one) => one.id),
      )
    }
    return { made, outcomes }
  }

  async function runRound(tenant: string, round: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { made, outcomes } = await base.db.tx((tx) =>
          runIn(
            tx,
            tenant,
            round.map(({ work }) => work),
          ),
        )
        if (made.length > 0) changes.announce(made)
        for (const [index, outcome] of outcomes.entries()) round[index]?.done(outcome)
        return
      } catch (cause) {
        // Somebody else made one of them at the same moment: now it is there.
        if (attempt < 4 && (brokenConstraint(cause) === 'entity_tenant_id_key' || isClash(cause))) continue
        throw cause
      }
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const [first] = waiting
      const tenant = first?.tenant ?? ''
      const taken = new Set<string>()
      const round: Waiting[] = []
      // One entity once a round: each of its changes is a state of its own in history.
      waiting = waiting.filter((one) => {
        if (one.tenant !== tenant || taken.has(one.work.id) || round.length >= mostAtOnce) return true
        taken.add(one.work.id)
        round.push(one)
        return false
      })
      try {
        await runRound(tenant, round)
      } catch (cause) {
        for (const one of round) one.failed(cause)
      }
    }
    running = false
  }

  const change: Entities['change'] = (tenant, work) => {
    const settled = Promise.all(
      work.map((one) => new Promise<Done>((done, failed) => waiting.push({ tenant, work: one, done, failed }))),
    )
    if (!running) {
      running = true
      apart(() => void drain())
    }
    return settled
  }

  const within = (tx: Tx): EntitiesWithin => {
    const told: EntityChange[] = []
    const changeIn: Entities['change'] = async (tenant, work) => {
      const { made, outcomes } = await runIn(tx, tenant, work)
      told.push(...made)
      return outcomes
    }
    return {
      find: (ids, tenant = '') => readEntities(tx, tenant, ids, readings),
      ...writers(changeIn),
      announce: () => (told.length > 0 ? changes.announce(told) : undefined),
    }
  }

  return {
    find: (ids, tenant = '') => readEntities(base.db, tenant, ids, readings),
    ...writers(change),
    within,
    change,
    accompany: (companion) => companions.push(companion),
  }
}

/** The plain ways to change entities, over the general one. */
function writers(change: Entities['change']): Pick<Entities, 'put' | 'patch' | 'delete'> {
  const changeAll = async (tenant: string, work: readonly Work[]): Promise<readonly Done[]> => {
    const done = await change(tenant, work)
    for (const one of done) if ('error' in one) throw one.error
    return done
  }
  return {
    put: async (drafts, tenant = '') => {
      await changeAll(
        tenant,
        drafts.map((draft) => ({ id: draft.id, apply: () => draft })),
      )
    },
    patch: async (drafts, tenant = '') => {
      await changeAll(
        tenant,
        drafts.map((draft) => ({
          id: draft.id,
          apply: (now) => (now ? { ...now, ...draft, attributes: { ...now.attributes, ...draft.attributes } } : draft),
        })),
      )
    },
    delete: async (ids, tenant = '') => {
      const done = await changeAll(
        tenant,
        ids.map((id) => ({ id, apply: () => undefined })),
      )
      return done.filter((one) => 'before' in one && one.before !== undefined).length
    },
  }
}

const isClash = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === '40P01'

type Locked = { readonly stored: StoredEntity; readonly isThere: boolean }

/** Reads and locks, in order of key so that two transactions never wait for each other. */
async function lock(tx: Tx, tenant: string, round: readonly Work[]): Promise<Map<string, Locked>> {
  const ids = round.map(({ id }) => id)
  const { rows } = await sql<EntityRow & { is_there: boolean }>`with e as materialized (
      select * from twin.entity where tenant = ${tenant} and id = any(${ids}) order by key for update
    )
    select ${entityColumns}, ${attributeColumn}, (e.deleted_at is null and (e.expires_at is null or e.expires_at > now())) as is_there
    from e`.execute(tx)
  return new Map(rows.map((row) => [row.id, { stored: entityOf(row), isThere: row.is_there }]))
}

function settle(
  tenant: string,
  work: Work,
  locked: Locked | undefined,
  at: number,
): { readonly done: Done; readonly change?: EntityChange } {
  const before = locked?.isThere ? locked.stored : undefined
  let draft: EntityDraft | undefined
  try {
    draft = work.apply(before)
  } catch (error) {
    return { done: { id: work.id, error } }
  }
  const { id } = work
  if (draft === undefined && before === undefined) return { done: { id, before, after: undefined } }
  const now = new Date(at).toISOString()
  const after = draft && storedFrom(draft, before, tenant, now)
  const old = locked?.stored.attributes ?? {}
  const set = Object.entries(after?.attributes ?? {}).flatMap(([name, instances]) =>
    instances.flatMap((instance) => {
      const previous = old[name]?.find((one) => one.dataset === instance.dataset)
      return isKept(instance, previous)
        ? []
        : [{ name, instance, isNew: previous === undefined || before === undefined }]
    }),
  )
  const gone = Object.entries(old).flatMap(([name, instances]) =>
    instances
      .filter(({ dataset }) => !after?.attributes[name]?.some((one) => one.dataset === dataset))
      .map((instance) => ({ name, instance })),
  )
  return { done: { id, before, after }, change: { tenant, id, before, after, set, gone, at } }
}

function storedFrom(draft: EntityDraft, before: StoredEntity | undefined, tenant: string, now: string): StoredEntity {
  return {
    scope: [],
    path: null,
    isOpen: false,
    division: null,
    title: null,
    source: null,
    lineage: null,
    isDemo: false,
    ...draft,
    key: before?.key ?? 0,
    tenant,
    attributes: stamped(draft.attributes, before?.attributes, now, uuidv7),
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
  }
}
