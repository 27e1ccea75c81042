import type { Action } from '../action.ts'
import { askExtension, decideExtension, nudge, overdue, recheck, supervise } from './clocks.ts'
import { accept, ask, complete, contact, note, progress } from './handling.ts'
import { correct, decideEffect, join, part, reassign, separate, undo } from './relations.ts'
import { add, answer, rate, redo, withdraw } from './reporter.ts'
import { askHelp, dispatch, giveBack, giveHelp, handOn } from './routing.ts'

/** Every action of the engine, in the order a page offers them. A new one is one entry here. */
export const actions: readonly Action[] = Object.freeze([
  accept,
  complete,
  contact,
  progress,
  ask,
  dispatch,
  handOn,
  giveBack,
  askHelp,
  giveHelp,
  askExtension,
  decideExtension,
  add,
  answer,
  nudge,
  supervise,
  recheck,
  rate,
  redo,
  correct,
  undo,
  join,
  separate,
  part,
  decideEffect,
  withdraw,
  note,
  overdue,
  reassign,
])
