import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, type Plugin } from 'vite'

const place = '<div id="root"></div>'

/** Draws the first page in Node, from the same sources as the page itself. */
async function draw(root: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'shudu-first-page-'))
  try {
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      plugins: [react()],
      define: { __SHUDU_VERSION__: '""' },
      ssr: { noExternal: true },
      build: { ssr: join(root, 'build/first-page.tsx'), outDir: folder, emptyOutDir: true, copyPublicDir: false },
    })
    const { firstPage } = (await import(pathToFileURL(join(folder, 'first-page.js')).href)) as { firstPage(): string } // built a moment ago
    return firstPage()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Puts the drawn first page into `index.html`, so that a cheap phone on a slow line shows it before the program has
 * come, and can search without it. `boot.js` hides it where another page, language or scale is wanted.
 */
export function drawFirstPage(root: string): Plugin {
  return {
    name: 'shudu:first-page',
    apply: 'build',
    async writeBundle(options) {
      const file = join(options.dir ?? 'dist', 'index.html')
      const html = readFileSync(file, 'utf8')
      if (!html.includes(place)) throw new Error(`index.html has no ${place}`)
      writeFileSync(file, html.replace(place, `<div id="root">${await draw(root)}</div>`))
    },
  }
}
