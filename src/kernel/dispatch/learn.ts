/** A person's overruling: an errand of a kind in an area was taken from one crew and given to another. */
export type Overruling = {
  readonly id: string
  readonly kind: string
  /** Code of the street it lies in; empty when unknown. */
  readonly area: string
  /** The crew it was taken from; absent when nobody had it. */
  readonly from?: string
  /** The crew it was given to; absent when it was left. */
  readonly to?: string
  /** Minutes that the choice cost more than the plan, as the plan reckons, without anything learned. */
  readonly more: number
}

/** What is learned of a crew for a kind of errand in an area (`area` absent: anywhere): minutes it is held dearer, below 0 cheaper. */
export type Lesson = {
  readonly crew: string
  readonly kind: string
  readonly area?: string
  readonly minutes: number
  /** The overrulings it is made of. */
  readonly of: readonly string[]
}

/** So many overrulings' worth of doubt: one alone moves little, many move all. */
const doubt = 2
/**
 * What one overruling tells of each of the two crews: three quarters of what it cost and a little more. Of a choice that cost a
 * minute or so one word is enough; of others it takes two.
 */
const share = 0.75
const margin = 2
/** No lesson is stronger than this, in minutes. */
const most = 120

const evidence = ({ more }: Overruling): number => Math.min(most, Math.max(0, more) + margin) * share

type Told = { readonly crew: string; readonly one: Overruling; readonly minutes: number }

const toldBy = (one: Overruling): readonly Told[] => [
  ...(one.to === undefined ? [] : [{ crew: one.to, one, minutes: -evidence(one) }]),
  ...(one.from === undefined ? [] : [{ crew: one.from, one, minutes: evidence(one) }]),
]

function grouped(told: readonly Told[], keyOf: (told: Told) => string): ReadonlyMap<string, readonly Told[]> {
  return Map.groupBy(told, keyOf)
}

const sum = (told: readonly Told[]): number => told.reduce((all, { minutes }) => all + minutes, 0)

const clamp = (minutes: number): number => Math.max(-most, Math.min(most, minutes))

/**
 * What overrulings teach, as sums that can be worked out by hand: a crew's minutes for a kind are the sum of what was told, divided
 * by their number and two; those in an area begin from the kind's and move by what was told there. Nothing else is looked at.
 */
export function learn(overrulings: readonly Overruling[]): readonly Lesson[] {
  const told = overrulings.flatMap(toldBy)
  return [...grouped(told, ({ crew, one }) => `${crew} ${one.kind}`).values()].flatMap((ofKind) => {
    const [first] = ofKind
    if (!first) return []
    const { crew } = first
    const { kind } = first.one
    const general = sum(ofKind) / (ofKind.length + doubt)
    const lessonOf = (minutes: number, from: readonly Told[], area?: string): Lesson => ({
      ...{ crew, kind, ...(area !== undefined && { area }), minutes: clamp(minutes) },
      of: from.map(({ one }) => one.id),
    })
    const areas = [...grouped(ofKind, ({ one }) => one.area)].filter(([area]) => area !== '')
    return [
      lessonOf(general, ofKind),
      ...areas.map(([area, there]) => lessonOf((sum(there) + doubt * general) / (there.length + doubt), there, area)),
    ]
  })
}

/** The minutes that lessons add for a crew on an errand: those of the area where there are any, else those of the kind. */
export function lessonFor(
  lessons: readonly Lesson[],
  crew: string,
  { kind, area }: { readonly kind: string; readonly area: string },
): Lesson | undefined {
  const ofKind = lessons.filter((one) => one.crew === crew && one.kind === kind)
  return ofKind.find((one) => one.area === area) ?? ofKind.find((one) => one.area === undefined)
}

/** A decision that a person made: who could have gone at what cost (minutes, without lessons), and who was chosen. */
export type Decision = {
  readonly kind: string
  readonly area: string
  readonly chosen: string
  readonly could: readonly { readonly crew: string; readonly cost: number }[]
}

/** Whom the plan would have sent, with lessons: the cheapest; of two equal ones the first. */
export function wouldSend(lessons: readonly Lesson[], { could, ...what }: Decision): string | undefined {
  const cost = (one: { readonly crew: string; readonly cost: number }) =>
    one.cost + (lessonFor(lessons, one.crew, what)?.minutes ?? 0)
  return [...could].sort((a, b) => cost(a) - cost(b))[0]?.crew
}
