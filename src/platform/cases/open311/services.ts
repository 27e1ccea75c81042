import { createHash } from 'node:crypto'
import { findStep } from '../../../kernel/flow/index.ts'
import type { Pack, Taxonomy } from '../../../kernel/pack/index.ts'
import { type Language, say, type Words } from '../../../kernel/words.ts'
import { type Document, list } from './document.ts'
import { open311Errors } from './errors.ts'

/** A kind of request: a first-level class of a pack's taxonomy, or the pack itself where the reporter knows no class. */
export type Service = {
  readonly code: string
  readonly pack: Pack
  /** `''` for the pack itself. */
  readonly class: string
  readonly title: Words
  readonly description: Words
  readonly group: Words
  readonly keywords: readonly string[]
}

/** A code that stays while a class stays, whatever it is called: packs' names are ASCII, the codes of classes are not. */
const codeOf = (pack: string, code: string): string =>
  `${pack}-${createHash('sha256').update(code).digest('hex').slice(0, 8)}`

/** The taxonomy that a pack's requests are sorted into, and the field that takes the class. */
export function classingOf(pack: Pack): { readonly taxonomy: Taxonomy; readonly field: string } | undefined {
  const step = pack.open311 && findStep(pack.flow, pack.open311.classStep)
  const [field, declared] = Object.entries(step?.gives ?? {}).find(([, one]) => one.type === 'class') ?? []
  const taxonomy = declared?.taxonomy === undefined ? undefined : pack.taxonomies[declared.taxonomy]
  return taxonomy && field !== undefined ? { taxonomy, field } : undefined
}

const levelsOf = (code: string): number => code.split('/').length

function servicesOf(pack: Pack): readonly Service[] {
  const { open311 } = pack
  if (!open311) return []
  const classes = classingOf(pack)?.taxonomy.classes ?? []
  const common = { pack, group: pack.title }
  const general: Service = {
    ...common,
    code: pack.name,
    class: '',
    title: pack.title,
    description: pack.about,
    keywords: open311.keywords,
  }
  const firstLevel = classes.filter((one) => levelsOf(one.code) === 1)
  return [
    general,
    ...firstLevel.map(({ code, title, words = [] }): Service => {
      const second = classes.filter((one) => one.code.startsWith(`${code}/`) && levelsOf(one.code) === 2)
      const parts = (language: Language) =>
        second.map((one) => say(one.title, language)).join(language === 'zh' ? '、' : ', ')
      return {
        ...common,
        code: codeOf(pack.name, code),
        class: code,
        title,
        description: { zh: parts('zh') || title.zh, en: parts('en') || title.en },
        keywords: [
          ...new Set([...open311.keywords, ...words, title.zh, title.en, ...second.map((one) => one.title.zh)]),
        ],
      }
    }),
  ]
}

/** Everything that can be asked for: each pack that opens itself to Open311, and its first-level classes. */
export const allServices = (packs: readonly Pack[]): readonly Service[] => packs.flatMap(servicesOf)

/** @throws open311.noService */
export function getService(services: readonly Service[], code: string): Service {
  const service = services.find((one) => one.code === code)
  if (!service) throw open311Errors.make('open311.noService', { found: code.slice(0, 80) })
  return service
}

/** The service that a case belongs to now: by the class it was sorted into, else by the one it was sent with. */
export function serviceOfCase(
  services: readonly Service[],
  { pack, class: code, asked }: { readonly pack: string; readonly class: string | null; readonly asked: string | null },
): Service | undefined {
  const first = (code ?? asked ?? '').split('/')[0] ?? ''
  const mine = services.filter((one) => one.pack.name === pack)
  return mine.find((one) => one.class === first) ?? mine.find((one) => one.class === '')
}

/** `GET services`: GeoReport v2, "GET Service List". */
export const serviceList = (services: readonly Service[], language: Language): Document => ({
  root: 'services',
  node: list(
    'service',
    services.map((service) => ({
      service_code: service.code,
      service_name: say(service.title, language),
      description: say(service.description, language),
      // Every service takes attributes (see definition.ts), none of which is required.
      metadata: true,
      type: 'realtime',
      keywords: service.keywords.join(', '),
      group: say(service.group, language),
    })),
  ),
})
