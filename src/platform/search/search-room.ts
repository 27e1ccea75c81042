import { createHmac } from 'node:crypto'
import type { Base, Room } from '../base/index.ts'
import type { CasesRoom } from '../cases/index.ts'
import type { Source } from './document.ts'
import { searchErrors } from './errors.ts'
import { askForBackfill, erasedConsumer, feedConsumer, feedJobs, importConsumer, make } from './feed.ts'
import { permissions } from './permissions.ts'
import { searchRoutes } from './routes.ts'
import { caseSource } from './sources/cases.ts'
import { serviceSource } from './sources/services.ts'

/** What the room is joined with by the server. */
export type SearchParts = {
  readonly cases: CasesRoom
  /** Further kinds that can be found. */
  readonly sources?: readonly Source[]
}

/** A personal word in the one form in which it is hashed: half-width, small, without blanks, brackets and China's own code. */
const plainPersonal = (value: string): string =>
  value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()·.-]/g, '')
    .replace(/^\+86(?=1\d{10}$)/, '')

/** Finding things (全文检索): one box over services, cases and whatever other rooms give. */
export function searchRoom(base: Base, { cases, sources: more = [] }: SearchParts): Room {
  const key = base.secret('search')
  const hash = (value: string): string =>
    createHmac('sha256', key).update(plainPersonal(value)).digest('hex').slice(0, 32)
  const services = serviceSource(cases)
  const sources = [services, caseSource(cases), ...more]
  const feed = { db: base.db, sources, hash }
  let written = ''
  /** Packs that were installed since are services too. */
  const writeServices = async (): Promise<void> => {
    const packs = cases.shelf.current()
    const now = packs.map((pack) => pack.hash).join()
    if (now === written) return
    const names = packs.map(({ name }) => name)
    await base.db.tx((tx) => make(tx, services, names, feed))
    written = now
  }
  return {
    name: 'search',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: searchErrors,
    routes: (http) => searchRoutes(http, { sources, hash }),
    jobs: feedJobs(feed, writeServices),
    consumers: [feedConsumer(feed), importConsumer, erasedConsumer],
    start: async () => {
      await writeServices()
      await askForBackfill(base.db)
    },
  }
}
