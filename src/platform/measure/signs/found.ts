/** What was found for a sign in a place; instants in epoch ms. */
export type Found = {
  readonly value: number | undefined
  readonly sources: number
  readonly reporting: number
  /** The newest reading within it, where that has a meaning. */
  readonly newest?: number | undefined
  readonly isDemo: boolean
  readonly facts?: Readonly<Record<string, number | string>>
}

/** Values by place. */
export type FoundByPlace = ReadonlyMap<string, Found>
