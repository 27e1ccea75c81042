import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** What one source file imports: files of the project by path, and everything else by the name it was asked for. */
export type Imports = { readonly files: readonly string[]; readonly packages: readonly string[] }

/** All source files, paths from the project's folder with `/`, and what each imports, type-only imports included. */
export type ImportGraph = ReadonlyMap<string, Imports>

/** Everything that a text imports or re-exports, static, dynamic and in types (`import('x').T`). @throws when it does not parse */
export function namesIn(path: string, text: string): readonly string[] {
  const parsed = parseSync(path, text)
  const [fault] = parsed.errors
  if (fault) throw new Error(`${path} does not parse: ${fault.message}`)
  const names = new Set<string>()
  const note = ({ source }: { source?: { value?: unknown; type: string } | null }) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') names.add(source.value)
  }
  const every = [
    'ImportDeclaration',
    'ExportAllDeclaration',
    'ExportNamedDeclaration',
    'ImportExpression',
    'TSImportType',
  ]
  new Visitor(Object.fromEntries(every.map((kind) => [kind, note]))).visit(parsed.program)
  return [...names]
}

const endings = ['', '.ts', '.tsx', '/index.ts', '/index.tsx']

/** Reads all `.ts` and `.tsx` files below the given folders. */
export function readGraph(project: string, folders: readonly string[]): ImportGraph {
  const graph = new Map<string, Imports>()
  for (const folder of folders) for (const path of filesBelow(join(project, folder))) graph.set(path, importsOf(path))
  return new Map([...graph].map(([path, imports]) => [short(path), imports]))

  function short(path: string): string {
    return relative(project, path).replaceAll('\\', '/')
  }
  function importsOf(path: string): Imports {
    const files: string[] = []
    const packages: string[] = []
    for (const name of namesIn(path, readFileSync(path, 'utf8'))) {
      if (!name.startsWith('.')) packages.push(name)
      else files.push(short(located(path, name)))
    }
    return { files, packages }
  }
}

function located(from: string, name: string): string {
  const plain = resolve(dirname(from), name.split('?')[0] ?? name)
  const found = endings.map((ending) => plain + ending).find((path) => existsSync(path) && statSync(path).isFile())
  return found ?? plain
}

function* filesBelow(folder: string): Generator<string> {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (/\.tsx?$/.test(entry.name)) yield path
  }
}
