import { type Language, say, type Words } from '../../../kernel/words.ts'
import type { Resolution } from './identifiers.ts'

/** The forms in which a resolved code is given, in the order of preference when the asker does not mind. */
export const forms = ['application/json', 'application/ld+json', 'application/geo+json', 'text/html'] as const
/** A form of a resolved code. */
export type Form = (typeof forms)[number]

/** The forms in which this resolution can be given. */
export const formsOf = ({ thing }: Resolution): readonly Form[] =>
  forms.filter((form) => form !== 'application/geo+json' || thing?.geometry !== undefined)

/**
 * The form that an `Accept` header likes best among those there are (RFC 9110 §12.5.1): the highest `q`, the more exact
 * range first, then our own order. `undefined` when none is acceptable.
 */
export function chooseForm(accept: string | undefined, there: readonly Form[]): Form | undefined {
  const ranges = (accept ?? '*/*').split(',').map((part) => {
    const [range = '', ...more] = part.trim().toLowerCase().split(';')
    const q = more.map((each) => /^\s*q=([\d.]+)/.exec(each)?.[1]).find((each) => each !== undefined)
    return { range: range.trim(), weight: q === undefined ? 1 : Number(q) }
  })
  const weigh = (form: Form) => {
    const fitting = ranges
      .filter(({ range }) => range === form || range === '*/*' || range === `${form.split('/')[0]}/*`)
      .sort((a, b) => exactness(b.range) - exactness(a.range))
    return { weight: fitting[0]?.weight ?? 0, exact: exactness(fitting[0]?.range ?? '') }
  }
  return there
    .map((form) => ({ form, ...weigh(form) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || b.exact - a.exact)[0]?.form
}

const exactness = (range: string): number => (range === '*/*' ? 1 : range.endsWith('/*') ? 2 : range === '' ? 0 : 3)

/** How a code stands. */
const standing = ({ kept, thing }: Resolution): 'known' | 'unassigned' | 'withdrawn' =>
  kept?.withdrawnAt ? 'withdrawn' : thing || kept?.thing ? 'known' : 'unassigned'

const standingWords: Readonly<Record<ReturnType<typeof standing>, Words>> = {
  known: { zh: '有效', en: 'in use' },
  unassigned: { zh: '已赋码，尚未绑定对象', en: 'issued, not yet given to a thing' },
  withdrawn: { zh: '已停用', en: 'withdrawn' },
}

const titleOf = ({ thing, kept, code }: Resolution): Words => thing?.title ?? kept?.title ?? { zh: code, en: code }

/** The resolution as JSON. */
export function asJson(resolution: Resolution, base: string) {
  const { scheme, code, parts, kept, thing } = resolution
  return {
    id: `${base}/id/${scheme.id}/${encodeURI(code)}`,
    scheme: scheme.id,
    standard: scheme.standard,
    code,
    written: scheme.format(code),
    says: parts,
    standing: standing(resolution),
    title: titleOf(resolution),
    ...(kept?.catalogue && { catalogue: kept.catalogue }),
    ...(kept?.thing && { boundTo: kept.thing }),
    ...(thing && {
      thing: {
        uri: thing.uri,
        kind: thing.kind,
        types: thing.types,
        state: thing.state,
        ...(thing.geometry && { geometry: thing.geometry }),
        ...(thing.screen && { screen: thing.screen }),
        links: thing.links ?? {},
      },
    }),
    representations: formsOf(resolution),
  }
}

/** The resolution as linked data with the terms of schema.org and GeoJSON-LD. */
export function asLinkedData(resolution: Resolution, base: string) {
  const { scheme, code, thing, kept } = resolution
  return {
    '@context': {
      schema: 'https://schema.org/',
      geojson: 'https://purl.org/geojson/vocab#',
      name: { '@id': 'schema:name', '@container': '@language' },
      identifier: 'schema:identifier',
      sameAs: { '@id': 'schema:sameAs', '@type': '@id' },
      state: { '@id': 'schema:additionalProperty', '@type': '@json' },
      geometry: { '@id': 'geojson:geometry', '@type': '@json' },
    },
    '@id': thing?.uri ?? kept?.thing ?? `${base}/id/${scheme.id}/${encodeURI(code)}`,
    '@type': thing && thing.types.length > 0 ? thing.types : ['schema:Thing'],
    name: titleOf(resolution),
    identifier: { '@type': 'schema:PropertyValue', 'schema:propertyID': scheme.standard, 'schema:value': code },
    sameAs: `${base}/id/${scheme.id}/${encodeURI(code)}`,
    ...(thing && { state: thing.state }),
    ...(thing?.geometry && { geometry: thing.geometry }),
  }
}

/** The resolution as a GeoJSON feature (RFC 7946). */
export function asFeature(resolution: Resolution, base: string) {
  const { scheme, code, thing } = resolution
  return {
    type: 'Feature',
    id: thing?.uri ?? `${base}/id/${scheme.id}/${encodeURI(code)}`,
    geometry: thing?.geometry ?? null,
    properties: { scheme: scheme.id, code, title: titleOf(resolution), kind: thing?.kind ?? null, ...thing?.state },
  }
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)

/** What facts and links are called on the page; others keep their own name. */
const pageWords: Readonly<Record<string, Words>> = {
  code: { zh: '代码', en: 'Code' },
  level: { zh: '级别', en: 'Level' },
  parent: { zh: '上级', en: 'Above' },
  children: { zh: '下级数量', en: 'Below, how many' },
  isSketch: { zh: '边界为示意', en: 'Boundary is a sketch' },
  street: { zh: '街镇', en: 'Street or town' },
  address: { zh: '地址', en: 'Address' },
  self: { zh: '接口', en: 'Interface' },
  up: { zh: '上级', en: 'Above' },
  true: { zh: '是', en: 'yes' },
  false: { zh: '否', en: 'no' },
}

/** Paper and ink as on the screens of the city, in light and dark: the page stands by itself and needs no other file. */
const pageStyle = `:root{color-scheme:light dark;--paper:light-dark(#fbfaf5,#0e1415);--ink:light-dark(#1b1f1e,#e9ece8);--quiet:light-dark(#545d5b,#a9b3b0);--rule:light-dark(#d9d6cb,#2c3536);--teal:light-dark(#0c5b57,#6fc7ba)}
body{background:var(--paper);color:var(--ink);font:1rem/1.7 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:44rem;margin:2.5rem auto;padding:0 1rem}
h1{font-size:1.75rem;line-height:1.3;margin:0 0 1.5rem}table{border-collapse:collapse;width:100%}tr{border-top:1px solid var(--rule)}th,td{padding:.5rem 1rem .5rem 0;text-align:left;vertical-align:top;font-weight:400;overflow-wrap:anywhere}th{color:var(--quiet);width:11rem}a{color:var(--teal);overflow-wrap:anywhere}ul{padding:1rem 0 0 1.25rem}
@media(max-width:30rem){th{width:7rem}}`

/** The resolution as a page that needs no program. */
export function asPage(resolution: Resolution, base: string, language: Language): string {
  const { scheme, code, thing } = resolution
  const words = (text: Words) => escaped(say(text, language))
  const named = (name: string) => words(pageWords[name] ?? { zh: name, en: name })
  const title = words(titleOf(resolution))
  const here = `/id/${scheme.id}/${encodeURI(code)}`
  const row = (name: string, value: string) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`
  const stated = Object.entries(thing?.state ?? {}).map(([name, value]) =>
    row(named(name), typeof value === 'object' ? escaped(JSON.stringify(value)) : named(String(value))),
  )
  const links = Object.entries(thing?.links ?? {}).map(
    ([rel, href]) => `<li><a rel="${escaped(rel)}" href="${escaped(href)}">${named(rel)}: ${escaped(href)}</a></li>`,
  )
  const others = formsOf(resolution)
    .filter((form) => form !== 'text/html')
    .map((form) => `<li><a rel="alternate" type="${form}" href="${escaped(`${here}?as=${form}`)}">${form}</a></li>`)
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${pageStyle}</style>
<link rel="canonical" href="${escaped(base + here)}"></head><body><main><h1>${title}</h1>
<table>${row(words(scheme.title), `<code>${escaped(scheme.format(code))}</code>`)}
${row(words({ zh: '状态', en: 'Standing' }), words(standingWords[standing(resolution)]))}
${thing ? row('URI', `<code>${escaped(thing.uri)}</code>`) : ''}${stated.join('')}</table>
<ul>${links.join('')}${others.join('')}</ul></main></body></html>`
}
