import { useLocation } from 'react-router'

/** The desk that one is at, for pages that stand on several: a way onward stays at it. */
export const useDesk = (): '/admin' | '/desk' => (useLocation().pathname.startsWith('/admin') ? '/admin' : '/desk')
