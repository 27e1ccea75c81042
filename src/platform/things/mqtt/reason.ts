/** MQTT 5 reason codes used here (clause 2.4). */
export const reason = {
  ...{ ok: 0x00, noSubscribers: 0x10, unspecified: 0x80, malformed: 0x81, protocol: 0x82, notAccepted: 0x83 },
  ...{ badClientId: 0x85, badCredentials: 0x86, notAuthorised: 0x87, unavailable: 0x88, badMethod: 0x8c },
  ...{ keepAlive: 0x8d, takenOver: 0x8e, badFilter: 0x8f, badTopic: 0x90, tooLarge: 0x95, shutdown: 0x8b },
} as const

const oldCodes: Readonly<Record<number, number>> = {
  ...{ [reason.badClientId]: 2, [reason.unavailable]: 3, [reason.badCredentials]: 4, [reason.notAuthorised]: 5 },
}

/** The refusal of a connection in the words of MQTT 3.1.1 (clause 3.2.2.3). */
export const oldCode = (code: number): number => oldCodes[code] ?? 5
