import type { Pack } from '../../../kernel/pack/index.ts'
import type { Field, FieldType } from '../../../kernel/record/index.ts'
import { type Language, say, type Words } from '../../../kernel/words.ts'
import { type Document, list } from './document.ts'
import { classingOf, type Service } from './services.ts'

/** How a value is asked for (GeoReport v2, "GET Service Definition"). */
export type DataType = 'string' | 'number' | 'datetime' | 'text' | 'singlevaluelist' | 'multivaluelist'

/** One attribute of a service. */
export type Attribute = {
  readonly code: string
  readonly type: DataType
  readonly required: boolean
  readonly title: Words
  readonly hint?: Words
  readonly values: readonly { readonly key: string; readonly title: Words }[]
  /** The field of the pack that it fills; absent for the two that are ours. */
  readonly field?: Field
}

/** Attribute codes beside the pack's own fields. */
export const own = { class: 'class', external: 'external_id' } as const

const types: Readonly<Record<FieldType, DataType>> = {
  text: 'string',
  'long-text': 'text',
  number: 'number',
  integer: 'number',
  money: 'number',
  boolean: 'singlevaluelist',
  instant: 'datetime',
  date: 'datetime',
  choice: 'singlevaluelist',
  choices: 'multivaluelist',
  class: 'string',
  office: 'string',
  place: 'string',
  files: 'string',
  phone: 'string',
  email: 'string',
  'citizen-number': 'string',
  'credit-code': 'string',
}

const yesNo = [
  { key: 'true', title: { zh: '是', en: 'Yes' } },
  { key: 'false', title: { zh: '否', en: 'No' } },
]

/** The pack's fields that the standard arguments of a request fill; an absent one is not asked by the pack. */
export function standardFields(pack: Pack) {
  const fields = Object.entries(pack.flow.asks)
  const first = (is: (field: Field) => boolean) => fields.find(([, field]) => is(field))?.[0]
  return {
    description: pack.open311?.descriptionField,
    place: pack.open311?.placeField,
    media: pack.flow.marks.files ?? first((field) => field.type === 'files'),
    phone: first((field) => field.type === 'phone'),
    email: first((field) => field.type === 'email'),
    // How the reporter is called is the pack's personal line of text.
    name: first((field) => field.type === 'text' && field.grade === 'personal'),
  }
}

/** What a service asks beside the standard arguments: the pack's other fields, the exact class, the sender's own number. */
export function attributesOf({ pack, class: code }: Service): readonly Attribute[] {
  const taken = new Set<string | undefined>(Object.values(standardFields(pack)))
  const asked = Object.entries(pack.flow.asks)
    .filter(([name, field]) => !taken.has(name) && field.grade !== 'sensitive')
    .map(
      ([name, field]): Attribute => ({
        code: name,
        type: types[field.type],
        required: field.required && field.when === undefined,
        title: field.title,
        hint: field.hint,
        values:
          field.type === 'boolean' ? yesNo : (field.options ?? []).map(({ value, title }) => ({ key: value, title })),
        field,
      }),
    )
  const classes = classingOf(pack)?.taxonomy.classes ?? []
  const below = classes.filter((one) =>
    code === '' ? one.code.split('/').length > 1 : one.code.startsWith(`${code}/`),
  )
  const exact: Attribute[] =
    below.length === 0
      ? []
      : [
          {
            code: own.class,
            type: 'singlevaluelist',
            required: false,
            title: { zh: '具体分类', en: 'Exact class' },
            values: below.map((one) => ({ key: one.code, title: one.title })),
          },
        ]
  const external: Attribute = {
    code: own.external,
    type: 'string',
    required: false,
    title: { zh: '您系统中的编号', en: 'Number in your own system' },
    hint: { zh: '同一编号重复提交只受理一次', en: 'The same number sent twice makes one request' },
    values: [],
  }
  return [...asked, ...exact, external]
}

/** `GET services/{code}`: GeoReport v2, "GET Service Definition". */
export const serviceDefinition = (service: Service, language: Language): Document => ({
  root: 'service_definition',
  node: {
    service_code: service.code,
    attributes: list(
      'attribute',
      attributesOf(service).map(({ code, type, required, title, hint, values }, index) => ({
        variable: true,
        code,
        datatype: type,
        required,
        datatype_description: hint ? say(hint, language) : null,
        order: index + 1,
        description: say(title, language),
        ...(values.length > 0
          ? {
              values: list(
                'value',
                values.map((one) => ({ key: one.key, name: say(one.title, language) })),
              ),
            }
          : {}),
      })),
    ),
  },
})
