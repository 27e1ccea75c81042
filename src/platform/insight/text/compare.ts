/** What two models took the same message for, both without having learnt from it; `right` is what a person decided. */
export type Opinions = { readonly right: string; readonly one: string; readonly other: string }

/** Two models on the same messages. */
export type Comparison = {
  readonly messages: number
  readonly oneRight: number
  readonly otherRight: number
  /** Messages only the one, or only the other, got right: the only ones that tell the two apart. */
  readonly onlyOne: number
  readonly onlyOther: number
  /** How likely a difference at least this large is if both were equally good (exact McNemar test, two-sided). */
  readonly chance: number
}

/** Compares two models message by message. */
export function compareOpinions(opinions: readonly Opinions[]): Comparison {
  const count = (test: (opinion: Opinions) => boolean) => opinions.filter(test).length
  const onlyOne = count(({ right, one, other }) => one === right && other !== right)
  const onlyOther = count(({ right, one, other }) => one !== right && other === right)
  return {
    messages: opinions.length,
    oneRight: count(({ right, one }) => one === right),
    otherRight: count(({ right, other }) => other === right),
    onlyOne,
    onlyOther,
    chance: signTest(onlyOne, onlyOther),
  }
}

/** Two-sided probability of a split at least this uneven when both sides are equally likely. */
function signTest(one: number, other: number): number {
  const throws = one + other
  const fewer = Math.min(one, other)
  let logOfTerm = -throws * Math.LN2
  let tail = 0
  for (let hits = 0; hits <= fewer; hits++) {
    tail += Math.exp(logOfTerm)
    logOfTerm += Math.log((throws - hits) / (hits + 1))
  }
  return Math.min(1, 2 * tail)
}
