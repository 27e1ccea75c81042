import type { Pack } from '../../../kernel/pack/index.ts'
import type { CasesRoom } from '../../cases/index.ts'
import type { SearchDocument, Source } from '../document.ts'

/**
 * What can be asked of the city: one document a pack, found by its name, its purpose and the names of its classes. A pack whose cases
 * are begun by staff or by signals is nothing that a person could ask for.
 */
export function serviceSource(cases: CasesRoom): Source {
  return {
    kind: 'service',
    title: { zh: '办事', en: 'Services' },
    types: [],
    idOf: () => undefined,
    read: async (ids) =>
      cases.shelf
        .current()
        .filter((pack) => ids.includes(pack.name) && pack.begunBy === undefined)
        .map(documentOf),
    // few, and changed by installing alone: all are written at every start
    ids: async () => [],
    linkOf: ({ id }) => `/report/${id}`,
  }
}

function documentOf({ name, title, about, taxonomies }: Pack): SearchDocument {
  const classes = Object.values(taxonomies).flatMap((taxonomy) => taxonomy.classes)
  const words = classes.flatMap((one) => one.words ?? []).join(' ')
  return {
    kind: 'service',
    id: name,
    version: 1,
    title,
    body: {
      zh: [about.zh, classes.map((one) => one.title.zh).join('、'), words].join('\n'),
      en: [about.en, classes.map((one) => one.title.en).join(', ')].join('\n'),
    },
    at: new Date(0).toISOString(),
  }
}
