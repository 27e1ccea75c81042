import { sql } from 'kysely'
import { type Actor, decide } from '../../kernel/access/index.ts'
import { errorTable } from '../../kernel/errors/index.ts'
import { type Answer, resourceOf } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { PlaceValue } from '../../kernel/record/index.ts'
import type { Calendar } from '../../kernel/time/index.ts'
import type { Base, Query, Room } from '../base/index.ts'
import { caseRoutes } from './api/case-routes.ts'
import { fileRoutes } from './api/file-routes.ts'
import { listRoutes } from './api/list-routes.ts'
import { nearRoutes } from './api/near-routes.ts'
import { packRoutes } from './api/pack-routes.ts'
import { permissions } from './api/permissions.ts'
import { submitRoutes } from './api/submit-routes.ts'
import { trackRoutes } from './api/track-routes.ts'
import { type CaseBook, caseBook, type Loaded } from './book.ts'
import { caseChecks } from './checks.ts'
import { abolishedConsumer, overdueJob } from './clockwork.ts'
import { CaseEngine, type PlaceName } from './engine.ts'
import { casesErrors } from './errors.ts'
import { exportRoutes } from './exports/export-routes.ts'
import { type Exports, makeExports } from './exports/exports.ts'
import { type CaseFiles, caseFiles } from './files.ts'
import { importErrors } from './imports/errors.ts'
import { type Imports, makeImports } from './imports/imports.ts'
import { history } from './imports/kinds/history.ts'
import { messages } from './imports/kinds/messages.ts'
import { openWaiting } from './imports/open-waiting.ts'
import { importPermissions } from './imports/permissions.ts'
import { importRoutes } from './imports/routes.ts'
import { type MigrationReport, migrateCases } from './migrate-packs.ts'
import { open311Errors } from './open311/errors.ts'
import { open311Routes } from './open311/routes.ts'
import { type PackShelf, packShelf, packsChannel } from './packs.ts'
import { readPersonalOf } from './personal.ts'
import { type Asked, imagined, whoAnswers } from './responsibility/answers.ts'
import { responsibilityErrors } from './responsibility/errors.ts'
import { responsibilityPermissions } from './responsibility/permissions.ts'
import type { Ground } from './responsibility/rule-parts.ts'
import { ruleRoutes } from './responsibility/rule-routes.ts'
import { RuleShelf } from './responsibility/rule-shelf.ts'
import { rulesChannel } from './responsibility/rule-store.ts'
import { calmJob } from './signals/calm-sources.ts'
import { type CommandDevices, effectAnswers, effectConsumer } from './signals/effect-consumers.ts'
import { followedConsumer } from './signals/followed-consumer.ts'
import { forgetSignalsJob } from './signals/forget-signals.ts'
import { joinedByHand } from './signals/joined-by-hand.ts'
import { signalConsumer } from './signals/signal-consumer.ts'
import { unansweredRoutes } from './signals/unanswered-routes.ts'
import { type WorkLists, workLists } from './work-lists.ts'
import { type Offices, worldAt } from './world.ts'

/** What the cases room is joined with by the server. */
export type CasesParts = {
  readonly offices: Offices
  readonly calendar: Calendar
  /** Division code of the jurisdiction this node serves, e.g. `310000`. */
  readonly jurisdiction: string
  /** Packs that this city ships; each is installed at start when its content is new. */
  readonly packs: readonly Pack[]
  /** Completes a reported place; without it places stay as they were said. */
  readonly locate?: (place: PlaceValue) => Promise<PlaceValue>
  /** What a place is called of which only the point is known. */
  readonly placeName?: PlaceName
  /** Grids, divisions and districts, for rules of responsibility; without it rules by grid or drawn area hold nowhere. */
  readonly ground?: Ground
  /** Commands devices near a case; without it effects say that there are none. */
  readonly command?: CommandDevices
}

/** The room of cases and the services that rooms above it use. */
export type CasesRoom = Room & {
  readonly engine: CaseEngine
  readonly book: CaseBook
  readonly shelf: PackShelf
  readonly files: CaseFiles
  readonly lists: WorkLists
  /** Files in, every row accounted for. */
  readonly imports: Imports
  /** Cases out, as tables. */
  readonly exports: Exports
  /** Moves open cases of a pack to its current content, all or none; without `apply` only tells what would happen. */
  migratePack(name: string, actor: Actor, apply: boolean): Promise<MigrationReport>
  /** Keeps a suggestion for sorting; the newest wins. */
  suggest(on: Query, id: string, suggestion: Readonly<Record<string, unknown>>): Promise<void>
  /** The case that a signal opened or joined, once it was heard. */
  ofSignal(id: string): Promise<Loaded | undefined>
  /** Who comes into question for a matter now, the one that answers first. */
  whoAnswers(pack: string, asked: Omit<Asked, 'at'>): readonly Answer[]
  /** A case by its number, if this actor may read it. */
  findFor(actor: Actor, number: string): Promise<Loaded | undefined>
  /** Personal answers of cases, by id, for a purpose that the caller's permission declares; those without any are left out. */
  readPersonal(ids: readonly string[]): Promise<ReadonlyMap<string, Record<string, unknown>>>
}

const noGround: Ground = { gridAt: () => undefined, divisionAt: () => undefined, districts: () => [] }

/** The cases room (办件/工单): intake, sorting, dispatch, tasks, clocks, joins, reviews. */
export function casesRoom(
  base: Base,
  {
    offices: directory,
    calendar,
    jurisdiction,
    packs,
    locate = async (place) => place,
    placeName,
    command,
    ground = noGround,
  }: CasesParts,
): CasesRoom {
  const { db, now } = base
  const book = caseBook(db)
  const rules = new RuleShelf(db, ground.gridAt)
  const offices: Offices = { ...directory, rulesFor: (matter) => rules.rulesFor(matter) }
  const shelf = packShelf(db, calendar)
  const files = caseFiles(db)
  const phoneKey = base.secret('phone').toString('hex')
  const engine: CaseEngine = new CaseEngine({
    ...{ db, book, packs: shelf, offices, calendar, jurisdiction, phoneKey, locate, now },
    ...(placeName && { placeName }),
    onTwins: (tx, changes, doing) => joinedByHand(tx, { engine, shelf }, changes, doing),
  })
  const ruleParts = { db, engine, packs: shelf, shelf: rules, offices, calendar, ground, locate, now }
  const effectParts = { engine, ...(command && { command }) }
  const kindParts = {
    shelf,
    offices,
    calendar,
    jurisdiction,
    locate,
    phoneHash: (phone: string) => engine.phoneHash(phone),
  }
  const imports = makeImports(base, [messages(kindParts), history(kindParts)])
  const exports = makeExports({ db, shelf, offices })
  const lists = workLists(db, now, (office) => offices.find(office)?.path)
  const quiet: (() => void)[] = []
  const migratePack = (name: string, actor: Actor, apply: boolean) =>
    migrateCases({ db, book, shelf, world: () => worldAt(offices, calendar, now()) }, name, actor, apply)
  return {
    name: 'cases',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: [permissions, importPermissions, responsibilityPermissions].flatMap((all) => Object.values(all)),
    errors: errorTable({
      ...casesErrors.entries,
      ...importErrors.entries,
      ...open311Errors.entries,
      ...responsibilityErrors.entries,
    }),
    engine,
    book,
    shelf,
    files,
    lists,
    imports,
    exports,
    migratePack,
    suggest: async (on, id, suggestion) => {
      await sql`insert into cases.suggestion (case_id, suggestion) values (${id}, ${JSON.stringify(suggestion)})
        on conflict (case_id) do update set suggestion = excluded.suggestion, made_at = now()`.execute(on)
    },
    ofSignal: async (id) => {
      const { rows } = await sql<{
        found: string | null
      }>`select case_id as found from cases.signal where id = ${id}`.execute(db)
      const [row] = rows
      return row?.found ? book.find(row.found) : undefined
    },
    whoAnswers: (name, asked) => {
      const pack = shelf.get(name)
      return whoAnswers(pack, imagined(pack, { ...asked, at: now() }), engine.world())
    },
    findFor: async (actor, number) => {
      const { rows } = await sql<{ id: string }>`select id from cases.case where number = ${number.trim()}`.execute(db)
      const loaded = rows[0] && (await book.find(rows[0].id))
      return loaded && decide(actor, permissions.read, resourceOf(loaded.state)).allowed ? loaded : undefined
    },
    readPersonal: (ids) => readPersonalOf(db, ids),
    routes: (http) => {
      nearRoutes(http, db, now)
      listRoutes(http, lists, (phone) => engine.phoneHash(phone))
      submitRoutes(http, engine, files)
      caseRoutes(http, db, engine, files)
      trackRoutes(http, db, engine, offices, files)
      packRoutes(http, db, shelf, migratePack)
      fileRoutes(http, base, engine, files)
      importRoutes(http, imports)
      exportRoutes(http, exports)
      ruleRoutes(http, ruleParts)
      unansweredRoutes(http, { db, engine, shelf, offices, now })
      open311Routes(http, { base, db, engine, files, shelf, offices, jurisdiction, now })
    },
    jobs: [overdueJob(db, engine, now), forgetSignalsJob(db), calmJob(db, engine), ...imports.jobs],
    consumers: [
      abolishedConsumer(db, engine, (path) => offices.dispatcherOf(path)?.office),
      openWaiting({ ...kindParts, now }),
      signalConsumer({ engine, shelf, offices }),
      followedConsumer({ engine }),
      effectConsumer(effectParts),
      effectAnswers(effectParts),
    ],
    checks: () => caseChecks(db),
    start: async () => {
      await db.tx(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtext('cases.pack'))`.execute(tx)
        for (const pack of packs) await shelf.ship(tx, pack)
      })
      await Promise.all([shelf.refresh(), rules.refresh()])
      const follow = (channel: string, what: { refresh(): Promise<void> }) =>
        quiet.push(
          base.listener.on(channel, () => {
            what.refresh().catch((cause: unknown) => base.log.warn(`${channel} could not be read anew`, { cause }))
          }),
        )
      follow(packsChannel, shelf)
      follow(rulesChannel, rules)
    },
    stop: () => {
      for (const end of quiet) end()
    },
  }
}
