/** The tenant in which a snapshot keeps what it holds: no name that a client could give, for those have no slash. */
export const tenantOfSnapshot = (tenant: string, id: string): string => `snapshot/${tenant}/${id}`

/** Whose snapshot a tenant is, when it is one. */
export function snapshotOfTenant(name: string): { readonly tenant: string; readonly id: string } | undefined {
  const [, tenant, id] = /^snapshot\/([^/]*)\/(.+)$/s.exec(name) ?? []
  return tenant === undefined || id === undefined ? undefined : { tenant, id }
}
