import { isAbsolute } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

describe('the settings', () => {
  it('have defaults that run a demonstration city here and for nobody else', () => {
    const config = readConfig({})
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, demo: true, proxies: 0, databaseUrl: undefined })
    expect([...config.roles]).toEqual(['api', 'work'])
    expect(isAbsolute(config.data)).toBe(true)
  })

  it.each(['0', 'no', 'off', 'False'])('know SHUDU_DEMO=%s as no demonstration', (text) => {
    expect(readConfig({ SHUDU_DEMO: text }).demo).toBe(false)
  })

  it('give a process without the role api no fixed port', () => {
    expect(readConfig({ SHUDU_ROLES: 'work' }).port).toBe(0)
    expect(readConfig({ SHUDU_ROLES: 'work', SHUDU_PORT: '9000' }).port).toBe(9000)
  })

  it.each([
    ['SHUDU_PORT', '65536'],
    ['SHUDU_PORT', '80.5'],
    ['SHUDU_PORT', 'http'],
    ['SHUDU_CONNECTIONS', '-1'],
    ['SHUDU_ROLES', 'api,sleep'],
  ])('refuse %s=%s by name', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => readConfig({ [name]: value })).toThrow(name === 'SHUDU_ROLES' ? 'sleep' : name)
  })
})
