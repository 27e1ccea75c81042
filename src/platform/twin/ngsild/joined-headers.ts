/** Headers of several layers as one: a later one takes the place of an earlier one of the same name, however it is written. */
export function joinedHeaders(...layers: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const all = new Map<string, readonly [name: string, value: string]>()
  for (const layer of layers)
    for (const [name, value] of Object.entries(layer)) all.set(name.toLowerCase(), [name, value])
  return Object.fromEntries(all.values())
}
