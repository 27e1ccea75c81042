type Link = { readonly href: string; readonly rel: string; readonly type?: string; readonly title?: string }

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (value: unknown) => String(value).replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)

/** The same answer as a page (conformance class HTML): its links, and what it holds. */
export function htmlPage(title: string, body: Readonly<Record<string, unknown>>): string {
  const { links = [], ...rest } = body as { links?: readonly Link[] } // answers of this API carry links of this form
  const list = links.map(
    ({ href, rel, title: name }) =>
      `<li><a rel="${escaped(rel)}" href="${escaped(href)}">${escaped(name ?? rel)}</a></li>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style></head>
<body><main><h1>${escaped(title)}</h1><ul>${list.join('')}</ul><pre>${escaped(JSON.stringify(rest, null, 2))}</pre></main></body></html>`
}
