/** What a term compares with (clause 4.9). */
export type Literal =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'boolean'; readonly value: boolean }
  /** A date or an instant: epoch ms, and as it was written. */
  | { readonly is: 'instant'; readonly value: number; readonly text: string }
  | { readonly is: 'time'; readonly value: string }
  /** A URI, or a term to be expanded. */
  | { readonly is: 'uri'; readonly value: string }

/** How it compares. */
export type Comparison =
  | { readonly op: '==' | '!='; readonly values: readonly Literal[] }
  | { readonly op: '==' | '!='; readonly from: Literal; readonly to: Literal }
  | { readonly op: '>' | '>=' | '<' | '<='; readonly value: Literal }
  | { readonly op: '~=' | '!~='; readonly pattern: string }

/** A path to what is compared; names are expanded. */
export type AttributePath = {
  /** Attribute, then attributes of it. */
  readonly names: readonly string[]
  /** Members inside its value. */
  readonly inner: readonly string[]
  /** The path goes on in the entities that the (only) name leads to, of one of these types when given. */
  readonly link?: { readonly types: readonly string[]; readonly path: AttributePath }
}

/** A query as a tree. */
export type QueryTree =
  | { readonly and: readonly QueryTree[] }
  | { readonly or: readonly QueryTree[] }
  | { readonly path: AttributePath; readonly is?: Comparison }

/** How many relationships a query follows. */
export function linkDepth(tree: QueryTree): number {
  if ('and' in tree) return Math.max(0, ...tree.and.map(linkDepth))
  if ('or' in tree) return Math.max(0, ...tree.or.map(linkDepth))
  let depth = 0
  for (let path: AttributePath | undefined = tree.path; path?.link; path = path.link.path) depth++
  return depth
}

/** The first names of all paths: the attributes that a query looks at. */
export function queriedNames(tree: QueryTree): readonly string[] {
  if ('and' in tree) return tree.and.flatMap(queriedNames)
  if ('or' in tree) return tree.or.flatMap(queriedNames)
  return tree.path.names.slice(0, 1)
}
