import { describe, expect, test } from 'vitest'
import { hashPassword, isOutdated, isPassword, passwordFault } from './password.ts'

describe('a hashed password', () => {
  test('is met by the same text only, also in another form of the same characters', async () => {
    const hash = await hashPassword('ｔide-梧桐-Ångström')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await isPassword('tide-梧桐-A\u030angstro\u0308m', hash)).toBe(true)
    expect(await isPassword('tide-梧桐-Angstrom', hash)).toBe(false)
    expect(await hashPassword('ｔide-梧桐-Ångström')).not.toBe(hash)
  })

  test('of a published vector is met (argon2 reference, 256 KiB, two passes)', async () => {
    const hash = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
    expect(await isPassword('password', hash)).toBe(true)
    expect(await isPassword('passwore', hash)).toBe(false)
    expect(isOutdated(hash)).toBe(true)
    expect(isOutdated(await hashPassword('a quiet harbour'))).toBe(false)
  })

  test('that is not there is never met', async () => {
    expect(await isPassword('', undefined)).toBe(false)
    expect(await isPassword('anything at all', undefined)).toBe(false)
  })

  test('that is not readable is an error, not a refusal', async () => {
    await expect(isPassword('x', '$2b$10$abc')).rejects.toThrow('not argon2id')
  })
})

describe('a new password', () => {
  test.each([
    'short',
    'aaaaaaaaaaaa',
    'abababababab',
    '1234567890',
    '9876543210',
    'qwertyuiop',
    'P@ssw0rd1234',
    'Password2026!',
    'admin123456',
    'x'.repeat(129),
    'Wang.Fang1',
  ])('%s is refused', (password) => {
    expect(passwordFault(password, ['wang.fang', '王芳'])).toBeDefined()
  })

  test.each(['a quiet harbour', '黄浦江边的梧桐树叶落了', 've9-tulip-marsh', 'Tx7!qLp09zVm'])(
    '%s is taken',
    (password) => {
      expect(passwordFault(password, ['wang.fang', '王芳'])).toBeUndefined()
    },
  )
})
