import { api } from '../api/client.ts'
import type { Office } from '../api/offices.ts'

/** The path of an office in the tree, by its id. */
export async function pathOfOffice(id: string): Promise<string> {
  const { office } = await api<{ readonly office: Office }>(`/api/admin/offices/${encodeURIComponent(id)}`)
  return office.path
}
