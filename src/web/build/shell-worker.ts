import { build, type Plugin } from 'vite'

/** What is needed of a chunk of the bundle. */
type Chunk = {
  readonly type: 'chunk'
  readonly fileName: string
  readonly isEntry: boolean
  readonly facadeModuleId: string | null
  readonly imports: readonly string[]
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> }
}

type Bundle = Readonly<Record<string, { readonly type: string }>>

const isChunk = (output: { readonly type: string } | undefined): output is Chunk => output?.type === 'chunk'

/** A chunk, everything it imports at once, and their styles. */
function withImports(bundle: Bundle, chunk: Chunk, found = new Set<string>()): Set<string> {
  if (found.has(chunk.fileName)) return found
  found.add(chunk.fileName)
  for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style)
  for (const name of chunk.imports) {
    const imported = bundle[name]
    if (isChunk(imported)) withImports(bundle, imported, found)
  }
  return found
}

/** What must work without a signal beside the shell: writing a report, and seeing what waits to be sent. */
const offlineParts = ['/citizen/index.ts', '/shell/pages.ts']

/** The files that must be there without a signal. The workbench keeps its own when it is first opened. */
export function shellFiles(bundle: Bundle): readonly string[] {
  const chunks = Object.values(bundle).filter(isChunk)
  const wanted = chunks.filter(
    (chunk) => chunk.isEntry || offlineParts.some((part) => chunk.facadeModuleId?.endsWith(part)),
  )
  const files = new Set(wanted.flatMap((chunk) => [...withImports(bundle, chunk)]))
  return ['/', '/boot.js', '/icon.svg', '/manifest.webmanifest', ...[...files].map((file) => `/${file}`)]
}

/** Builds the service worker after the application, as one file at a fixed address, knowing the files of this build. */
export function shellWorker(version: string): Plugin {
  return {
    name: 'shudu:shell-worker',
    apply: 'build',
    async writeBundle(options, bundle) {
      const shell = { build: version, files: shellFiles(bundle as Bundle) } // read only for what `Chunk` names
      await build({
        configFile: false,
        root: import.meta.dirname,
        logLevel: 'warn',
        define: { __SHELL__: JSON.stringify(shell), 'import.meta.env.DEV': 'false' },
        build: {
          outDir: options.dir ?? 'dist',
          emptyOutDir: false,
          copyPublicDir: false,
          target: ['chrome105', 'edge105', 'firefox115', 'safari16'],
          rollupOptions: {
            input: new URL('../worker/worker.ts', import.meta.url).pathname,
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      })
    },
  }
}
