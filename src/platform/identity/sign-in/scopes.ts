import { identityErrors } from '../errors.ts'

/** Everything: what a browser session has. */
export const allScopes = '*'

/** @throws identity.unknownScope for one that no permission names */
export function mustBeScopes(wanted: readonly string[], known: readonly string[]): void {
  const unknown = wanted.find((scope) => scope !== allScopes && !known.includes(scope))
  if (unknown !== undefined)
    throw identityErrors.make('identity.unknownScope', { scope: unknown, scopes: [...known].sort().join(', ') })
}
