/** What a session asked for with a filter. */
export type Subscription<S> = {
  readonly session: S
  readonly filter: string
  readonly group: string | undefined
  readonly qos: 0 | 1 | 2
  /** MQTT 5: not what I published myself; leave the retain flag as it was; my number for it. */
  readonly noLocal: boolean
  readonly retainAsPublished: boolean
  readonly identifier: number | undefined
}

type Node<S> = { readonly next: Map<string, Node<S>>; readonly here: Map<string, Subscription<S>> }

const node = <S>(): Node<S> => ({ next: new Map(), here: new Map() })

/** All subscriptions as a tree by level: finding those of a topic costs its levels, not their number. */
export class Subscriptions<S extends { readonly key: string }> {
  readonly #root: Node<S> = node()
  readonly #turns = new Map<string, number>()
  size = 0

  /** @returns was the session subscribed to it already? */
  add(one: Subscription<S>): boolean {
    let at = this.#root
    for (const level of one.filter.split('/')) {
      const known = at.next.get(level)
      const next = known ?? node<S>()
      if (!known) at.next.set(level, next)
      at = next
    }
    const name = this.#name(one.session, one.group)
    const was = at.here.has(name)
    at.here.set(name, one)
    if (!was) this.size += 1
    return was
  }

  /** @returns was there something to remove? */
  remove(session: S, filter: string, group: string | undefined): boolean {
    const path: Node<S>[] = [this.#root]
    const levels = filter.split('/')
    for (const level of levels) {
      const next = path.at(-1)?.next.get(level)
      if (next === undefined) return false
      path.push(next)
    }
    const was = path.at(-1)?.here.delete(this.#name(session, group)) ?? false
    if (was) this.size -= 1
    for (let i = levels.length; i > 0; i--) {
      const one = path[i]
      if (one === undefined || one.next.size > 0 || one.here.size > 0) break
      path[i - 1]?.next.delete(levels[i - 1] ?? '')
    }
    return was
  }

  /** Those that a topic goes to: of each group one, in turn; of each session each subscription. */
  of(topic: string): readonly Subscription<S>[] {
    if (this.size === 0) return []
    const found: Subscription<S>[] = []
    collect(this.#root, topic.split('/'), 0, topic.startsWith('$'), found)
    return found.some(({ group }) => group !== undefined) ? this.#oneOfEachGroup(found) : found
  }

  /** Filters without wildcards that begin with this level and somebody subscribed to. */
  below(first: string): readonly string[] {
    const found: string[] = []
    const top = this.#root.next.get(first)
    if (top) gather(top, [first], found)
    return found
  }

  #oneOfEachGroup(found: readonly Subscription<S>[]): readonly Subscription<S>[] {
    const groups = Map.groupBy(
      found.filter(({ group }) => group !== undefined),
      ({ group, filter }) => `${group}/${filter}`,
    )
    const chosen = [...groups].flatMap(([name, members]) => {
      const turn = this.#turns.get(name) ?? 0
      this.#turns.set(name, turn + 1)
      return members[turn % members.length] ?? []
    })
    return [...found.filter(({ group }) => group === undefined), ...chosen]
  }

  #name(session: S, group: string | undefined): string {
    return group === undefined ? session.key : `${session.key}\0${group}`
  }
}

function collect<S>(
  at: Node<S>,
  levels: readonly string[],
  depth: number,
  isSystem: boolean,
  found: Subscription<S>[],
): void {
  const wild = !(isSystem && depth === 0)
  if (wild) {
    const rest = at.next.get('#')
    if (rest) found.push(...rest.here.values())
  }
  const level = levels[depth]
  if (level === undefined) {
    found.push(...at.here.values())
    return
  }
  const exact = at.next.get(level)
  if (exact) collect(exact, levels, depth + 1, isSystem, found)
  if (!wild) return
  const any = at.next.get('+')
  if (any) collect(any, levels, depth + 1, isSystem, found)
}

function gather<S>(at: Node<S>, levels: readonly string[], found: string[]): void {
  if (at.here.size > 0) found.push(levels.join('/'))
  for (const [level, next] of at.next) if (level !== '+' && level !== '#') gather(next, [...levels, level], found)
}
