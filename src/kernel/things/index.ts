export {
  type Aggregate,
  type AlarmRule,
  alarmFaults,
  alarmVocabulary,
  isQuiet,
  type QuietTime,
  type RuleVariant,
} from './alarm.ts'
export type { BinaryFormat, BinaryType, BinaryValue } from './binary.ts'
export { checkProfile, profileErrors, profileFaults } from './check-profile.ts'
export {
  type CombinedInput,
  type CombinedRule,
  combinedFaults,
  combinedHolds,
  combinedWords,
  type Figures,
  type Foreseen,
  foreseenOf,
  type ShownFigure,
  shownFigures,
} from './combined.ts'
export { type CommandState, commandFaults, commandFollows, finalStates } from './command.ts'
export { type Decoder, decodersOf, measureNames, type PayloadFault, plainDecoder, type Sink } from './decode.ts'
export { type Ailment, ailmentsOf, ailmentWords, type DeviceSigns, type LastValue } from './health.ts'
export type { InstantForm, JsonFormat, JsonValue } from './json-format.ts'
export {
  attributeOf,
  type Choice,
  type ClockRule,
  type CommandDeclaration,
  type CommandField,
  type DeviceProfile,
  deviceProfile,
  type Measure,
  type PayloadFormat,
  silentAfter,
  usualClock,
} from './profile.ts'
export { isJump, judgeInstant, quality, qualityWords, unfit, valueQuality } from './quality.ts'
export { type AlarmChange, Watch, type WatchState } from './watch.ts'
export { SlidingWindow } from './window.ts'
