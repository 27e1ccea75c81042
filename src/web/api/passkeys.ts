import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { api } from './client.ts'
import type { Session } from './session.ts'

type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON']
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON']

/** Signs in with a key that the device or its owner's cloud keeps (Web Authentication Level 3). */
export async function passkeySignIn(): Promise<Session> {
  const optionsJSON = await api<AuthenticationOptions>('/api/passkeys/sign-in/options', { method: 'POST' })
  return api<Session>('/api/passkeys/sign-in', { method: 'POST', body: await startAuthentication({ optionsJSON }) })
}

/** Adds a passkey to one's own account, under a name that tells it from the others. */
export async function addPasskey(title: string): Promise<{ readonly id: string }> {
  const optionsJSON = await api<RegistrationOptions>('/api/passkeys/options', { method: 'POST' })
  const credential = await startRegistration({ optionsJSON })
  return api('/api/passkeys', { method: 'POST', body: { title, credential } })
}
