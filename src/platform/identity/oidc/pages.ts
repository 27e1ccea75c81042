import type { Words } from '../../../kernel/words.ts'

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const safe = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)

const style = `body{font:16px/1.7 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:36rem;
margin:4rem auto;padding:0 1rem;color:#1d1d1f;background:#fbfaf7}h1{font-size:1.4rem}button{font:inherit;padding:.5rem 1.25rem;
margin:0 .5rem .5rem 0;border:1px solid #0b6b66;border-radius:.4rem;background:#fff;color:#0b6b66}
button[value=yes]{background:#0b6b66;color:#fff}@media(prefers-color-scheme:dark){body{background:#15181a;color:#eceae4}}`

/** A small page of ours for the few moments at which OpenID Connect needs one; both languages, no script. */
export function page(title: Words, body: readonly Words[], form = ''): string {
  const paragraphs = body.map(({ zh, en }) => `<p>${safe(zh)}</p><p lang="en">${safe(en)}</p>`).join('')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${safe(title.zh)} ${safe(title.en)}</title><style>${style}</style></head>
<body><main><h1>${safe(title.zh)} <span lang="en">${safe(title.en)}</span></h1>${paragraphs}${form}</main></body></html>`
}

/** Asks whether somebody really wants to sign out; `form` is the library's own, empty of buttons. */
export const signOutPage = (form: string): string =>
  page(
    { zh: '退出登录', en: 'Sign out' },
    [{ zh: '是否退出数都？', en: 'Sign out of Shudu?' }],
    `${form}<p><button autofocus type="submit" form="op.logoutForm" value="yes" name="logout">退出 Sign out</button>
<button type="submit" form="op.logoutForm">取消 Stay signed in</button></p>`,
  )

/** Says that somebody is signed out. */
export const signedOutPage = (): string =>
  page({ zh: '已退出', en: 'Signed out' }, [{ zh: '您已退出登录。', en: 'You are signed out.' }])

/** Says what went wrong with a request that cannot be sent back to the application it came from. */
export const faultPage = (code: string, description: string): string =>
  page({ zh: '登录请求有误', en: 'This request to sign in is wrong' }, [
    {
      zh: '请回到原来的应用重新登录；如仍不成功，请将下面的代码告知该应用的运营者。',
      en: 'Go back to the application and start again; if it stays so, give its operator the code below.',
    },
    { zh: code, en: description },
  ])
