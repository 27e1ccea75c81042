import type { OfficeRef, World } from '../../kernel/flow/index.ts'
import type { HeldRule, Matter } from '../../kernel/responsibility/index.ts'
import { addWorking, type Calendar } from '../../kernel/time/index.ts'
import type { Words } from '../../kernel/words.ts'

/** What this room asks of the directory of offices; the identity room answers, the server joins them. */
export type Offices = {
  /** An open office by id. */
  find(id: string): OfficeRef | undefined
  /** The name of an office, abolished ones included. */
  title(id: string): Words | undefined
  /** Code of the division that an office stands for, where it stands for one. */
  divisionOf?(id: string): string | undefined
  /** The open office with a duty, for a place where duties are divided by district or street. */
  findDuty(duty: string, division: string | undefined): OfficeRef | undefined
  /** The city's own rules of responsibility that fit a matter, the most exact first. */
  rulesFor?(matter: Matter): readonly HeldRule[]
  /** The nearest operation centre at or above a path. */
  dispatcherOf(path: string): OfficeRef | undefined
  /** The office that supervises for a path. */
  supervisorOf(path: string): OfficeRef | undefined
}

/** The world at one moment, as the case engine asks for it. */
export const worldAt = (offices: Offices, calendar: Calendar, now: number): World => ({
  now,
  findOffice: (id) => offices.find(id),
  findDuty: (duty, division) => offices.findDuty(duty, division),
  rulesFor: (matter) => offices.rulesFor?.(matter) ?? [],
  dispatcherOf: (path) => offices.dispatcherOf(path),
  supervisorOf: (path) => offices.supervisorOf(path),
  due: (from, within) => addWorking(from, within, calendar),
})
