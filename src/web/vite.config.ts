/// <reference types="node" />
import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { drawFirstPage } from './build/draw-first-page.ts'
import { shellWorker } from './build/shell-worker.ts'

const root = import.meta.dirname
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
} // our own package.json

/** Hash of the sources, given by set-up, which writes it beside the build: server and page then name the same version. */
const build = process.env.SHUDU_BUILD

const named = build ? `${version}+${build}` : version

/** Where the development server passes the API on to. */
const city = process.env.SHUDU_URL ?? `http://localhost:${process.env.SHUDU_PORT ?? 8080}`

export default defineConfig({
  root,
  define: { __SHUDU_VERSION__: JSON.stringify(named) },
  plugins: [react(), drawFirstPage(root), shellWorker(named)],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: ['chrome105', 'edge105', 'firefox115', 'safari16'],
    manifest: true,
    chunkSizeWarningLimit: 1_200,
  },
  worker: { format: 'es' },
  // Named here so that the development server does not find them one by one and reload the page each time.
  optimizeDeps: {
    include: [
      'react',
      'react/jsx-dev-runtime',
      'react-dom/client',
      'react-router',
      'react-router/dom',
      '@tanstack/react-query',
      '@simplewebauthn/browser',
      'idb',
      'qrcode',
      'maplibre-gl',
      'echarts/core',
      'echarts/charts',
      'echarts/components',
      'echarts/renderers',
    ],
  },
  server: {
    // The folder `api/` of the sources begins like the addresses of the server: files are told apart by their ending.
    proxy: {
      '^/(api|open311|openapi\\.json|docs|oidc)(?!.*\\.(ts|css)(\\?|$))': { target: city, changeOrigin: false },
    },
  },
})
