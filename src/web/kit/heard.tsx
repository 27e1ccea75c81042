import type { JSX, ReactNode } from 'react'

/** Text for screen readers alone. */
export const Heard = ({ children }: { readonly children: ReactNode }): JSX.Element => (
  <span className="heard">{children}</span>
)
