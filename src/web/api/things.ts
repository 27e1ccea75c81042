import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  Ailment,
  ClockRule,
  CommandDeclaration,
  CommandState,
  Measure,
  PayloadFormat,
} from '../../kernel/things/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'
import type { Alarm } from './rules.ts'

/** A kind of device: what it measures and what it can be told. */
export type Profile = {
  readonly name: string
  readonly title: Words
  readonly about: Words
  /** Entity type in the twin. */
  readonly type: string
  readonly model?: string
  /** Seconds between two readings; 0 when it reports events only. */
  readonly period: number
  readonly measures: Readonly<Record<string, Measure>>
  readonly commands: Readonly<Record<string, CommandDeclaration>>
  readonly formats: readonly string[]
  /** How the formats besides the plain one are read. */
  readonly payloads: Readonly<Record<string, PayloadFormat>>
  /** Seconds. */
  readonly silentAfter: number
  readonly clock: ClockRule
  /** Most readings in a second. */
  readonly most: number
  /** Days that single readings are kept. */
  readonly keepDays: number
}

/** The kinds of device that the city's packs declare. */
export const profilesQuery = queryOptions({
  queryKey: ['things', 'profiles'],
  queryFn: ({ signal }) => api<readonly Profile[]>('/api/things/profiles', { signal }),
  staleTime: 10 * 60_000,
})

/** What a device may be: takes part, waits for its claim code, is switched off, has lost its secret. */
export type DeviceState = 'waiting' | 'active' | 'off' | 'revoked'

/** A device as the list shows it. */
export type DeviceBrief = {
  readonly id: string
  readonly entity: string
  readonly profile: string
  readonly state: DeviceState
  readonly path: string | null
  readonly parent: string | null
  readonly heardAt: string | null
  readonly ailments: readonly Ailment[]
}

/** What is looked for among devices. */
export type DeviceFilter = {
  readonly q?: string | undefined
  readonly profile?: string | undefined
  readonly state?: string | undefined
  readonly ailment?: string | undefined
}

/** Devices in order of their ids, page after page. */
export const devicesQuery = (filter: DeviceFilter) =>
  infiniteQueryOptions({
    queryKey: ['things', 'devices', filter],
    queryFn: ({ signal, pageParam }) =>
      api<{ readonly total: number; readonly items: readonly DeviceBrief[]; readonly next: string | null }>(
        '/api/things/devices',
        { signal, query: { ...filter, after: pageParam, limit: 100 } },
      ),
    initialPageParam: undefined as string | undefined, // the first page has nothing before it
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 30_000,
  })

/** The last reading of a measure. */
export type LastReading = {
  readonly measure: string
  readonly title: Words
  readonly unit: string | null
  readonly series: number
  readonly at: string
  readonly value: number
  readonly quality: number
}

/** A device with all that is known of it. */
export type Device = DeviceBrief & {
  readonly title: Words | null
  readonly asset: string | null
  readonly lng: number | null
  readonly lat: number | null
  readonly enrolledAt: string
  readonly isDemo: boolean
  readonly firmware: { readonly wanted: string | null; readonly reported: string | null }
  readonly config: { readonly wanted: unknown; readonly reported: unknown }
  readonly reportedAt: string | null
  readonly last: readonly LastReading[]
  readonly faults: readonly {
    readonly fault: string
    readonly count: number
    readonly lastAt: string
    readonly detail: string
  }[]
  readonly health: readonly { readonly ailment: Ailment; readonly title: Words; readonly since: string | null }[]
}

const at = (id: string): string => `/api/things/devices/${encodeURIComponent(id)}`

/** One device; read anew while it is looked at. */
export const deviceQuery = (id: string) =>
  queryOptions({
    queryKey: ['things', 'device', id],
    queryFn: ({ signal }) => api<Device>(at(id), { signal }),
    refetchInterval: 5_000,
  })

/** What a device measured, in steps. Instants epoch ms. */
export type Readings = {
  readonly unit: string | null
  readonly steps: readonly { readonly at: number; readonly mean: number; readonly min: number; readonly max: number }[]
}

/** A measure of a device over a stretch of time, in steps of so many seconds. */
export const readingsQuery = (
  id: string,
  asked: { readonly measure: string; readonly from: string; readonly till: string; readonly step: number },
) =>
  queryOptions({
    queryKey: ['things', 'device', id, 'readings', asked],
    queryFn: ({ signal }) => api<Readings>(`${at(id)}/readings`, { signal, query: asked }),
    staleTime: 30_000,
  })

/** A command and what became of it. */
export type Command = {
  readonly id: string
  readonly batch: string
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  readonly state: CommandState
  readonly askedAt: string
  readonly expiresAt: string
  readonly deliveredAt: string | null
  readonly answeredAt: string | null
  readonly answer: unknown
}

/** Commands to a device, newest first. */
export const commandsQuery = (device: string) =>
  queryOptions({
    queryKey: ['things', 'commands', device],
    queryFn: ({ signal }) => api<readonly Command[]>('/api/things/commands', { signal, query: { device, limit: 20 } }),
    refetchInterval: 5_000,
  })

/** Tells a device to do something. */
export const sendCommand = (device: string, name: string, input: Readonly<Record<string, unknown>>): Promise<unknown> =>
  api('/api/things/commands', { method: 'POST', body: { devices: [device], name, input } })

/** Tells chosen devices, or all of a kind that one may command, to do something; `expiresAfter` in seconds. */
export const sendCommands = (asked: {
  readonly devices?: readonly string[]
  readonly group?: { readonly profile: string }
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  readonly expiresAfter?: number
}): Promise<{ readonly batch: string; readonly commands: readonly string[] }> =>
  api('/api/things/commands', { method: 'POST', body: asked })

/** What was asked of devices at one time, and how many are how far. */
export type CommandBatch = {
  readonly batch: string
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  readonly profile: string
  readonly askedAt: string
  readonly expiresAt: string
  readonly devices: number
  readonly states: Readonly<Partial<Record<CommandState, number>>>
}

/** What was asked of devices, newest first. */
export const commandBatchesQuery = queryOptions({
  queryKey: ['things', 'commands', 'batches'],
  queryFn: ({ signal }) => api<readonly CommandBatch[]>('/api/things/command-batches', { signal }),
  refetchInterval: 5_000,
})

/** Every command of one asking. */
export const commandsOfBatchQuery = (batch: string) =>
  queryOptions({
    queryKey: ['things', 'commands', 'batch', batch],
    queryFn: ({ signal }) =>
      api<readonly (Command & { readonly device: string; readonly sentAt: string | null })[]>('/api/things/commands', {
        signal,
        query: { batch, limit: 1_000 },
      }),
    refetchInterval: 3_000,
  })

/** Where the labels of devices come from. */
export const labelsAddress = (devices: readonly string[]): string =>
  `/api/things/labels.pdf?${new URLSearchParams({ devices: devices.join(',') })}`

/** Takes back what was not yet handed over. */
export const cancelCommand = (batch: string): Promise<{ readonly cancelled: number }> =>
  api(`/api/things/commands/${batch}/cancel`, { method: 'POST' })

/** An enrolled device; its secret is told this once. */
export type Enrolled = { readonly id: string; readonly entity: string; readonly secret?: string }

/** Enrols one device. */
export const enrolDevice = (device: Readonly<Record<string, unknown>>): Promise<Enrolled> =>
  api('/api/things/devices', { method: 'POST', body: device })

/** Takes a device into use by the code on its plate: its secret is told this once. */
export const claimDevice = (code: string): Promise<{ readonly id: string; readonly secret: string }> =>
  api('/things/v1/claim', { method: 'POST', body: { code } })

/** What came of a file of devices: `read` rows are enrolled or refused; `mend` is the refused ones as CSV. */
export type EnrolledFile = {
  readonly read: number
  readonly enrolled: readonly Enrolled[]
  readonly refused: number
  readonly faults: readonly {
    readonly row?: number
    readonly field?: string
    readonly found?: string
    readonly says: Words
  }[]
  readonly mend: string
}

/** Enrols the devices of a file. */
export function enrolFile(file: File): Promise<EnrolledFile> {
  const body = new FormData()
  body.append('file', file)
  return api('/api/things/devices/file', { method: 'POST', body })
}

/** Gives a device a new secret. */
export const renewDeviceSecret = (id: string): Promise<{ readonly secret: string }> =>
  api(`${at(id)}/secret`, { method: 'POST' })

/** Switches a device on or off, or takes its secret away. */
export const setDeviceState = (id: string, state: DeviceState): Promise<void> =>
  api<void>(`${at(id)}/state`, { method: 'POST', body: { state } })

/** Says which firmware and configuration a device should have. */
export const wantOfDevice = (id: string, wanted: Readonly<Record<string, unknown>>): Promise<void> =>
  api<void>(`${at(id)}/wanted`, { method: 'POST', body: wanted })

/** An alarm with the device it is about, and where that stands. */
export type PlacedAlarm = Alarm & {
  readonly entity: string
  readonly title: Words | null
  readonly point: readonly [lng: number, lat: number] | null
}

/** Alarms, newest first. */
export const placedAlarms = (
  query: { readonly device?: string; readonly isOpen?: boolean; readonly limit?: number },
  signal: AbortSignal,
): Promise<readonly PlacedAlarm[]> => api('/api/things/alarms', { query, signal })

/** The alarms of one device. */
export const deviceAlarmsQuery = (device: string) =>
  queryOptions({
    queryKey: ['things', 'device', device, 'alarms'],
    queryFn: ({ signal }) => placedAlarms({ device, limit: 20 }, signal),
    refetchInterval: 10_000,
  })
