export { OutboxPage } from './outbox-page.tsx'
export { SignIn } from './sign-in.tsx'
