import type { ErrorEntry } from '../../../kernel/errors/index.ts'
import { type Language, say, type Words } from '../../../kernel/words.ts'
import { escapeHtml, pageStyle } from './page-style.ts'
import type { AnyRoute } from './pipeline.ts'
import { isRawResponse } from './pipeline.ts'

function page(title: string, language: Language, here: string, body: string): string {
  const other = language === 'zh' ? ['en', 'English'] : ['zh', '中文']
  const links: readonly (readonly [string, Words])[] = [
    ['/docs', { zh: '接口', en: 'Interfaces' }],
    ['/docs/errors', { zh: '错误', en: 'Errors' }],
    ['/openapi.json', { zh: 'OpenAPI 文档', en: 'OpenAPI document' }],
  ]
  const query = `?lang=${language}`
  const nav = links.map(
    ([path, words]) => `<a href="${path}${path.startsWith('/docs') ? query : ''}">${say(words, language)}</a>`,
  )
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${pageStyle}</style></head>
<body><header><h1>${escapeHtml(title)}</h1><nav aria-label="${say({ zh: '文档', en: 'Documentation' }, language)}">${nav.join('')}<a href="${here}?lang=${other[0]}" lang="${other[0]}">${other[1]}</a></nav></header>
<main>${body}</main></body></html>`
}

type Schema = {
  readonly type?: string
  readonly properties?: Record<string, Schema>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly description?: string
}

/** A schema as one reads it: `{ text: string, number?: integer }`. */
export function schemaText(schema: Schema, indent = ''): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((one) => schemaText(one, indent)).join(' | ')
  if (schema.allOf) return schema.allOf.map((one) => schemaText(one, indent)).join(' & ')
  if (schema.type === 'array') return `[${schema.items ? schemaText(schema.items, indent) : ''}, …]`
  if (schema.type === 'object' && schema.properties) {
    const deeper = `${indent}  `
    const lines = Object.entries(schema.properties).map(([name, property]) => {
      const mark = schema.required?.includes(name) ? '' : '?'
      const note = property.description ? `  // ${property.description}` : ''
      return `${deeper}${name}${mark}: ${schemaText(property, deeper)}${note}`
    })
    return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
  }
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? 'any')
}

// TypeBox schemas are JSON Schema; this is the part of it that the page reads.
const shown = (schema: object) => `<pre>${escapeHtml(schemaText(schema as Schema))}</pre>`

function routeText(route: AnyRoute, language: Language): string {
  const part = (words: Words, html: string) => `<p class="quiet">${say(words, language)}</p>${html}`
  const response = route.response
  const parts = [
    `<p class="quiet">${say({ zh: '权限', en: 'Permission' }, language)} <code>${escapeHtml(route.access.action)}</code> · ${say({ zh: '范围', en: 'scope' }, language)} <code>${escapeHtml(route.access.scope)}</code></p>`,
    route.params ? part({ zh: '路径参数', en: 'In the path' }, shown(route.params)) : '',
    route.query ? part({ zh: '查询参数', en: 'In the query' }, shown(route.query)) : '',
    route.body ? part({ zh: '请求内容', en: 'Body' }, shown(route.body)) : '',
    response === undefined
      ? ''
      : part(
          { zh: `答复 ${route.status ?? 200}`, en: `Answer ${route.status ?? 200}` },
          isRawResponse(response) ? `<pre>${escapeHtml(response.raw.join(', '))}</pre>` : shown(response),
        ),
  ]
  return `<details><summary><span class="method">${route.method}</span><code>${escapeHtml(route.path)}</code> <span class="quiet">${escapeHtml(say(route.title, language))}</span></summary>${parts.join('')}</details>`
}

/** The page `/docs`: every route, readable without scripts and without anything from elsewhere. */
export function referencePage(routes: readonly AnyRoute[], language: Language): string {
  const groups = Map.groupBy(routes, (route) => route.tag ?? route.access.action.split('.')[0] ?? '')
  const body = [...groups].map(
    ([tag, all]) =>
      `<section><h2>${escapeHtml(tag)}</h2>${all.map((route) => routeText(route, language)).join('')}</section>`,
  )
  return page(say({ zh: '数都 · 接口', en: 'Shudu · interfaces' }, language), language, '/docs', body.join(''))
}

/** The page `/docs/errors`: every code with what it says and what to do. */
export function errorsPage(errors: readonly (ErrorEntry & { readonly code: string })[], language: Language): string {
  const head = [
    { zh: '代码', en: 'Code' },
    { zh: '说明', en: 'What it says' },
    { zh: '怎么办', en: 'What to do' },
  ]
  const rows = errors.map(
    ({ code, says, todo }) =>
      `<tr id="${escapeHtml(code)}"><td><code>${escapeHtml(code)}</code></td><td>${escapeHtml(say(says, language))}</td><td>${escapeHtml(say(todo, language))}</td></tr>`,
  )
  const table = `<table><thead><tr>${head.map((words) => `<th scope="col">${say(words, language)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`
  return page(say({ zh: '数都 · 错误', en: 'Shudu · errors' }, language), language, '/docs/errors', table)
}
