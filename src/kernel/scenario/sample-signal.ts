import type { Signal, SignalSource } from '../pack/index.ts'

/** A signal as it might come, for tests and trials: at a fixed moment, in the middle of the city. */
export const sampleSignal = (
  source: SignalSource,
  kind: string,
  zh: string,
  en: string,
  more: Partial<Signal> = {},
): Signal => ({
  ...{ id: `sample-${kind}-${zh}`, source, kind, who: `sample-${kind}`, title: { zh, en }, text: { zh, en } },
  ...{ at: '2026-07-06T22:10:00.000Z', point: [121.4737, 31.2304], division: '310101002' },
  ...more,
})
