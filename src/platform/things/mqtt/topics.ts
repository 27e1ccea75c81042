/** A topic that one may publish to: no wildcards, no NUL, not empty (MQTT 3.1.1, clause 4.7). */
export const isTopic = (topic: string): boolean =>
  topic.length > 0 && topic.length <= 1_024 && !topic.includes('#') && !topic.includes('+') && !topic.includes('\0')

/** A filter that one may subscribe to: `+` fills a level, `#` is the last one. */
export function isFilter(filter: string): boolean {
  if (filter.length === 0 || filter.length > 1_024 || filter.includes('\0')) return false
  const levels = filter.split('/')
  return levels.every(
    (level, i) =>
      level === '+' || (level === '#' && i === levels.length - 1) || (!level.includes('+') && !level.includes('#')),
  )
}

/** `$share/group/filter` (MQTT 5, clause 4.8.2) in its parts; plain filters have no group. @returns undefined when malformed */
export function readFilter(given: string): { readonly group: string | undefined; readonly filter: string } | undefined {
  if (!given.startsWith('$share/')) return isFilter(given) ? { group: undefined, filter: given } : undefined
  const slash = given.indexOf('/', 7)
  const group = given.slice(7, slash)
  const filter = given.slice(slash + 1)
  if (slash < 0 || group === '' || /[+#]/.test(group) || !isFilter(filter)) return undefined
  return { group, filter }
}

/** Does a topic meet a filter? Wildcards at the first level never meet topics that begin with `$` (clause 4.7.2). */
export function meets(topic: string, filter: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) return false
  const levels = topic.split('/')
  const wanted = filter.split('/')
  for (const [i, want] of wanted.entries()) {
    if (want === '#') return true
    if (i >= levels.length || (want !== '+' && want !== levels[i])) return false
  }
  return levels.length === wanted.length
}

/** Is everything that `filter` meets also met by `within`? For rights: a subscription may not be wider than what is allowed. */
export function isNarrower(filter: string, within: string): boolean {
  const [wanted, allowed] = [filter.split('/'), within.split('/')]
  for (const [i, allow] of allowed.entries()) {
    if (allow === '#') return i <= wanted.length && !(i === 0 && filter.startsWith('$'))
    const want = wanted[i]
    if (want === undefined || want === '#') return false
    if (allow !== '+' && allow !== want) return false
  }
  return wanted.length === allowed.length
}
