import { sql } from 'kysely'
import type { Db } from '../../base/index.ts'
import type { CasesRoom, Offices } from '../../cases/index.ts'
import type { CaseText } from '../case-texts.ts'
import type { Models } from '../learning/models.ts'
import type { Sorting } from '../sorting.ts'
import { isLikelySame, placeNames } from '../text/index.ts'
import { type MessageStream, topicMessage } from './message-stream.ts'
import { type ResponsibleOffice, responsibleOffice } from './responsible-office.ts'
import { casesOf } from './similar-cases.ts'
import { suggestChoices, suggestUrgency } from './suggest-choices.ts'
import { type ClassGuess, suggestClass } from './suggest-class.ts'
import type { Guess, Suggestion, Twin } from './suggestion.ts'

/** A place that words may mean. */
export type GuessedPlace = {
  readonly address: string
  readonly division?: string | undefined
  readonly confidence: number
}

/** What suggestions stand on. */
export type SuggestionParts = {
  readonly db: Db
  readonly models: Models
  readonly offices: Offices
  readonly cases: Pick<CasesRoom, 'whoAnswers'>
  /** The place that a text most likely mentions; the registry answers, the server joins them. */
  findPlace(text: string): Promise<GuessedPlace | undefined>
  now(): number
}

/** A place read from words below this confidence does not choose an office. */
const leastForPlace = 0.5
const leastSimilar = 0.3
const mostTwins = 5
const mostPlaces = 8

/** Makes the suggestion for one case; writes nothing. */
export async function makeSuggestion(
  parts: SuggestionParts,
  sorting: Sorting,
  stream: MessageStream,
  message: CaseText,
): Promise<Suggestion> {
  const { models, offices, now } = parts
  const predictor = await models.active(message.pack, sorting.classField)
  const found = suggestClass(sorting, message, predictor)
  const division = await divisionOf(parts, message)
  const code = found?.guess.value
  const office =
    code === undefined
      ? undefined
      : (ruledOffice(parts, message, code, division?.code) ?? responsibleOffice(sorting, offices, code, division?.code))
  const urgency = await suggestUrgency(models, sorting, message)
  const choices = await suggestChoices(models, sorting, message, office !== undefined)
  const unsure = whyUnsure(sorting, found, office)
  return {
    madeAt: new Date(now()).toISOString(),
    ...(predictor && { model: predictor.model.card.version }),
    fields: fieldsOf(sorting, { found, urgency: urgency.guess, choices, office }),
    class: found?.basis ?? null,
    urgency: urgency.level,
    places: [...new Set(placeNames(`${message.title} ${message.text}`).map(({ name }) => name))].slice(0, mostPlaces),
    division,
    twins: await twinsOf(parts.db, stream, message),
    topic: await topicOf(parts.db, message.id),
    isSure: unsure === null,
    unsure,
  }
}

/** The office that the city's own rules name: they come before the pack's table. */
function ruledOffice(
  { cases }: SuggestionParts,
  { pack, point }: CaseText,
  code: string,
  division: string | undefined,
): ResponsibleOffice | undefined {
  const place = {
    ...(point && { point: [point[0], point[1]] as [number, number] }),
    ...(division !== undefined && { division }),
  }
  const [first] = cases.whoAnswers(pack, { code, place })
  return first?.rule && { id: first.holder.office, why: first.because }
}

async function twinsOf(db: Db, stream: MessageStream, message: CaseText): Promise<Twin[]> {
  const alike = stream.similar(topicMessage(message), leastSimilar, mostTwins * 4).filter(isLikelySame)
  return (await casesOf(db, alike)).slice(0, mostTwins).map(({ twin }) => twin)
}

async function divisionOf(parts: SuggestionParts, message: CaseText): Promise<Suggestion['division']> {
  const { division, address } = message
  if (division !== undefined) return { code: division, from: 'reporter', ...(address !== undefined && { address }) }
  const guessed = await parts.findPlace(`${message.title} ${message.text}`)
  if (guessed?.division === undefined || guessed.confidence < leastForPlace) return null
  return { code: guessed.division, from: 'words', address: guessed.address }
}

async function topicOf(db: Db, id: string): Promise<Suggestion['topic']> {
  const { rows } = await sql<{ id: string; title: string; messages: number }>`
    select t.id, t.title, t.messages from insight.topic_message m join insight.topic t on t.id = m.topic
    where m.case_id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Why a person must look; nothing when the pack's bar is met. */
function whyUnsure(
  sorting: Sorting,
  found: ClassGuess | undefined,
  office: ResponsibleOffice | undefined,
): Suggestion['unsure'] {
  if (!found) return { zh: '没有可判断的内容', en: 'nothing in it tells what it is about' }
  if (!found.basis.isKnown) return { zh: '分类不在分类体系中', en: 'the class is not in the taxonomy' }
  const { confidence } = found.guess
  const percent = (share: number) => `${Math.round(share * 100)}%`
  if (found.basis.basis === 'names') {
    return { zh: '分类只凭名称匹配，没有把握', en: 'the class was found by its name alone' }
  }
  if (confidence !== undefined && confidence < sorting.confidence) {
    const [is, bar] = [percent(confidence), percent(sorting.confidence)]
    return {
      zh: `分类把握 ${is}，低于要求的 ${bar}`,
      en: `the class is ${is} sure, below the ${bar} that is asked for`,
    }
  }
  return office ? null : { zh: '没有找到承办单位，或地点不明', en: 'no office was found, or the place is not known' }
}

type Made = {
  readonly found: ClassGuess | undefined
  readonly urgency: Guess | undefined
  readonly choices: Readonly<Record<string, Guess>>
  readonly office: ResponsibleOffice | undefined
}

function fieldsOf({ classField, urgency, officeField }: Sorting, made: Made): Record<string, Guess> {
  return {
    ...made.choices,
    ...(made.found?.basis.isKnown && { [classField]: made.found.guess }),
    ...(urgency && made.urgency && { [urgency.name]: made.urgency }),
    ...(officeField !== undefined && made.office && { [officeField]: { value: made.office.id, why: made.office.why } }),
  }
}
