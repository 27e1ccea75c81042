import { type Language, say } from '../../../kernel/words.ts'
import { escapeHtml, pageStyle } from './page-style.ts'

/** What of a problem document people read. */
type Told = {
  readonly title: string
  readonly detail: string
  readonly todo: string
  readonly errors?: readonly { readonly detail: string }[]
  readonly request: string
}

/**
 * A problem as a page: for somebody who opened an address in a browser, from a code on a lamp post say, and would otherwise read the
 * document for programs. The same words, the way home, and the number under which the log knows the request.
 */
export function problemPage(problem: Told, language: Language): string {
  const words = (zh: string, en: string) => say({ zh, en }, language)
  const faults = (problem.errors ?? []).map(({ detail }) => detail).filter((detail) => !problem.detail.includes(detail))
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(problem.title)} · ${words('数都', 'Shudu')}</title><style>${pageStyle}</style></head>
<body><main><h1>${escapeHtml(problem.title)}</h1>
<p>${escapeHtml(problem.detail)}</p><p>${escapeHtml(problem.todo)}</p>
${faults.length > 0 ? `<ul>${faults.map((detail) => `<li>${escapeHtml(detail)}</li>`).join('')}</ul>` : ''}
<p><a href="/">${words('回首页', 'Home')}</a></p>
<p class="quiet">${words('如需帮助，请告诉管理员这个编号：', 'If you need help, give an administrator this number: ')}<code>${escapeHtml(problem.request)}</code></p></main></body></html>`
}
