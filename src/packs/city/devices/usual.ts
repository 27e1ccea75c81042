import type { CommandDeclaration } from '../../../kernel/things/index.ts'

/** Starts the device anew (重启). */
export const restart: CommandDeclaration = {
  title: { zh: '重启', en: 'Restart' },
  fields: {},
  expiresAfter: 3_600,
}
