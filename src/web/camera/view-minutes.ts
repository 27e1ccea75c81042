import { useQuery } from '@tanstack/react-query'
import { cameraTermsQuery } from '../api/camera.ts'

/** For how many minutes an approval holds in this city; nothing until it is known. */
export const useViewMinutes = (): number | undefined =>
  useQuery(cameraTermsQuery).data?.items.find(({ term }) => term === 'viewMinutes')?.value
