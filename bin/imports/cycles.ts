import type { ImportGraph } from './import-graph.ts'

/**
 * Groups of files that import each other in a circle (strongly connected components of more than one file, and files
 * that import themselves), by Tarjan's algorithm without recursion: a long chain of files must not overflow the stack.
 */
export function cyclesIn(graph: ImportGraph): readonly (readonly string[])[] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const found: string[][] = []

  function close(file: string): void {
    const group: string[] = []
    for (let last = stack.pop(); last !== undefined; last = stack.pop()) {
      onStack.delete(last)
      group.push(last)
      if (last === file) break
    }
    if (group.length > 1 || graph.get(file)?.files.includes(file)) found.push(group.sort())
  }

  function open(file: string): { file: string; rest: string[] } {
    order.set(file, order.size)
    low.set(file, order.size - 1)
    stack.push(file)
    onStack.add(file)
    return { file, rest: (graph.get(file)?.files ?? []).filter((next) => graph.has(next)) }
  }

  const lower = (file: string, to: number) => low.set(file, Math.min(low.get(file) ?? to, to))

  for (const start of graph.keys()) {
    if (order.has(start)) continue
    const path = [open(start)]
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.rest.pop()
      if (next === undefined) {
        path.pop()
        if (low.get(top.file) === order.get(top.file)) close(top.file)
        const above = path.at(-1)
        if (above) lower(above.file, low.get(top.file) ?? 0)
      } else if (!order.has(next)) path.push(open(next))
      else if (onStack.has(next)) lower(top.file, order.get(next) ?? 0)
    }
  }
  return found
}
