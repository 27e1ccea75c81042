import { learn } from './classifier.ts'
import { type Collection, countCollection } from './collection.ts'
import { type CrossValidated, crossValidate } from './cross-validate.ts'
import { figuresOf } from './figures.ts'
import type { LabelledMessage, Message } from './message.ts'
import {
  type Branch,
  type BranchFigures,
  type LeftOutClass,
  type LevelFigures,
  pathKey,
  type TextModel,
} from './model.ts'
import { packModel } from './model-file.ts'
import { groupNearDuplicates } from './near-duplicates.ts'
import { leastSupport, refuseTooFew } from './too-few.ts'

/** What a training asks for. */
export type TrainingTask = {
  readonly messages: readonly LabelledMessage[]
  /** Messages of the city without a class; only the commonness of their words is used. */
  readonly background: readonly Message[]
  readonly description: string
  readonly version: string
  /** ISO instant, given by the caller so that the same task makes the same model. */
  readonly madeAt: string
  readonly seed: number
}

/** What a message of the training set was taken for by a model that had not seen it; `undefined` where its class was left out. */
export type HeldOut = { readonly path: readonly string[]; readonly confidence: number } | undefined

/** A trained model, and its honest opinion of every message it learnt from (in their order, first level). */
export type Training = { readonly model: TextModel; readonly heldOut: readonly HeldOut[] }

const method =
  'words, characters and character pairs; title and body as two tf-idf blocks; one-against-rest linear SVM on NB-weighted columns; temperature-scaled'

/** How many folds: more for small sets, where every training message counts; fewer for large ones, where time does. */
const foldsFor = (messages: number): number => (messages <= 2_000 ? 10 : messages <= 10_000 ? 5 : 3)

type LearntBranch = {
  readonly branch: Branch
  readonly figures: BranchFigures
  /** Message of the whole set for each message of the branch. */
  readonly members: Int32Array
  readonly validated: CrossValidated
}

/**
 * Trains a model of a taxonomy: the first level from all messages, and each branch below from those that carry
 * a deeper class. @throws insight.too-few-examples when fewer than two first-level classes have three messages.
 */
export function train(task: TrainingTask): Training {
  refuseTooFew(task.messages)
  const collection = countCollection(task.messages, task.background)
  const groups = groupNearDuplicates(task.messages)
  const leftOut: LeftOutClass[] = []
  const learnt: LearntBranch[] = []
  const grow = (under: readonly string[]) => {
    const { children, rare } = childrenOf(task.messages, under)
    leftOut.push(...rare)
    if (children.length >= 2) learnt.push(learnBranch(task, collection, groups, under, children))
    for (const child of children) if (under.length < 2) grow([...under, child])
  }
  grow([])
  const model = packModel(
    {
      format: 1,
      version: task.version,
      madeAt: task.madeAt,
      seed: task.seed,
      method,
      training: {
        description: task.description,
        messages: task.messages.length,
        background: collection.background.messages,
        nearDuplicates: groups.reduce((sum, group, at) => sum + (group === at ? 0 : 1), 0),
        leftOut,
      },
      branches: learnt.map(({ figures }) => figures),
      levels: levelFigures(task.messages, learnt),
    },
    learnt.map(({ branch }) => branch),
  )
  return { model, heldOut: heldOutOf(task.messages.length, learnt) }
}

const isUnder = (path: readonly string[], under: readonly string[]): boolean =>
  path.length > under.length && under.every((name, level) => path[level] === name)

function childrenOf(messages: readonly LabelledMessage[], under: readonly string[]) {
  const support = new Map<string, number>()
  for (const { path } of messages) {
    const child = path[under.length]
    if (child !== undefined && isUnder(path, under)) support.set(child, (support.get(child) ?? 0) + 1)
  }
  const children: string[] = []
  const rare: LeftOutClass[] = []
  for (const [child, count] of support) {
    if (count >= leastSupport) children.push(child)
    else rare.push({ path: [...under, child], support: count })
  }
  return { children: children.toSorted(), rare }
}

function learnBranch(
  task: TrainingTask,
  whole: Collection,
  groups: Int32Array,
  under: readonly string[],
  children: readonly string[],
): LearntBranch {
  const classOf = new Map(children.map((child, index) => [child, index]))
  const isMember = ({ path }: LabelledMessage) => isUnder(path, under) && classOf.has(path[under.length] ?? '')
  const members = Int32Array.from([...task.messages.keys()].filter((at) => isMember(task.messages[at] ?? noMessage)))
  const truth = Int32Array.from(members, (at) => classOf.get(task.messages[at]?.path[under.length] ?? '') ?? 0)
  const folds = foldsFor(members.length)
  const classes = children.length
  const validated = crossValidate({ collection: whole, members, truth, groups, classes, folds, seed: task.seed })
  const classifier = learn(whole, members, truth, classes, task.seed)
  const paths = children.map((child) => [...under, child])
  return {
    branch: { under, children, classifier: { ...classifier, temperature: validated.temperature } },
    figures: {
      ...figuresOf(paths, truth, validated.predicted),
      under,
      folds,
      calibration: validated.calibration,
      bars: validated.bars,
    },
    members,
    validated,
  }
}

const noMessage: LabelledMessage = { title: '', text: '', path: [] }

/** Share of messages right at a level and at every level above, by the held-out opinion of each branch. */
function levelFigures(messages: readonly LabelledMessage[], learnt: readonly LearntBranch[]): LevelFigures[] {
  const right = learnt.map(rightOnes)
  const branchAt = new Map(learnt.map(({ branch }, index) => [pathKey(branch.under), index]))
  return [1, 2, 3].flatMap((level) => {
    const asked = [...messages.keys()].filter((at) => (messages[at]?.path.length ?? 0) >= level)
    if (asked.length === 0) return []
    const hits = asked.filter((at) => {
      const path = messages[at]?.path ?? []
      return path.slice(0, level).every((_, depth) => {
        const branch = branchAt.get(pathKey(path.slice(0, depth)))
        return branch !== undefined && right[branch]?.has(at)
      })
    })
    return [{ level, messages: asked.length, accuracy: hits.length / asked.length }]
  })
}

function rightOnes({ members, validated }: LearntBranch): Set<number> {
  return new Set(members.filter((_, place) => validated.isRight[place]))
}

function heldOutOf(count: number, learnt: readonly LearntBranch[]): HeldOut[] {
  const opinions: HeldOut[] = new Array<HeldOut>(count).fill(undefined)
  const top = learnt.find(({ branch }) => branch.under.length === 0)
  top?.members.forEach((at, place) => {
    const path = [top.branch.children[top.validated.predicted[place] ?? 0] ?? '']
    opinions[at] = { path, confidence: top.validated.confidence[place] ?? 0 }
  })
  return opinions
}
