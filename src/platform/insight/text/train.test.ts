import { describe, expect, it } from 'vitest'
import { seeded } from '../../../kernel/codes/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import type { LabelledMessage } from './message.ts'
import { firstLevel } from './model.ts'
import { readModel, writeModel } from './model-file.ts'
import { predictorOf } from './predict.ts'
import { syntheticMessages } from './testing/synthetic.ts'
import { type TrainingTask, train } from './train.ts'
import { trainInWorker } from './train-in-worker.ts'

const task = (messages: readonly LabelledMessage[], more: Partial<TrainingTask> = {}): TrainingTask => ({
  messages,
  background: [],
  description: 'made up for a test',
  version: 'test-1',
  madeAt: '2026-03-01T00:00:00.000Z',
  seed: 11,
  ...more,
})

describe('training', () => {
  const messages = syntheticMessages(5, 180, 2)
  const { model, heldOut } = train(task(messages))

  it('learns both levels and says how well, level by level', () => {
    expect(model.branches.map(({ under, children }) => [under, children])).toEqual([
      [[], ['交通', '教育', '环境']],
      [['交通'], ['停车', '公交']],
      [['教育'], ['入学', '收费']],
      [['环境'], ['噪声', '垃圾']],
    ])
    const [first, second] = model.card.levels
    expect(first?.accuracy).toBeGreaterThan(0.97)
    expect(second?.accuracy).toBeGreaterThan(0.9)
    expect(second?.accuracy).toBeLessThanOrEqual(first?.accuracy ?? 0)
    expect(firstLevel(model.card)?.folds).toBe(10)
  })

  it('predicts whole paths, each level with its words', () => {
    const predictor = predictorOf(model)
    const seen = predictor.predict({ title: '夜间施工噪声扰民', text: '机器轰鸣，影响居民睡觉' })
    expect(seen.path).toEqual(['环境', '噪声'])
    expect(seen.why).toHaveLength(2)
    expect(seen.confidence[1]).toBeLessThanOrEqual(seen.confidence[0] ?? 0)
    expect(seen.alternatives[0]?.path).toEqual(['环境'])
    expect(seen.alternatives.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9)
  })

  it('gives an honest opinion of every message: its figures follow from them', () => {
    const right = heldOut.filter((opinion, at) => opinion?.path[0] === messages[at]?.path[0]).length
    expect(right / messages.length).toBeCloseTo(firstLevel(model.card)?.accuracy ?? 0, 12)
  })

  it('is the same model for the same task, and another for another seed', () => {
    expect(train(task(messages)).model.hash).toBe(model.hash)
    expect(train(task(messages, { seed: 12 })).model.hash).not.toBe(model.hash)
  })

  it('comes back from its file with the same answers, to the last bit', () => {
    const back = readModel(writeModel(model))
    expect(back.hash).toBe(model.hash)
    expect(back.card).toEqual(model.card)
    for (const message of syntheticMessages(6, 20)) {
      expect(predictorOf(back).predict(message)).toEqual(predictorOf(model).predict(message))
    }
  })

  it('refuses files that are cut or something else', () => {
    const file = writeModel(model)
    expect(() => readModel(file.subarray(0, file.length / 2))).toThrow(CityError)
    expect(() => readModel(Buffer.from('{"card":{}}'))).toThrow('insight.model-broken')
  })

  it('trains the same model in a thread of its own', async () => {
    expect((await trainInWorker(task(messages))).model.hash).toBe(model.hash)
  })

  it('stops the thread when it is told to', async () => {
    const stop = new AbortController()
    const training = trainInWorker(task(syntheticMessages(7, 4000)), stop.signal)
    stop.abort(new Error('enough'))
    await expect(training).rejects.toThrow('enough')
  })
})

describe('honesty', () => {
  it('is not deceived by copies: labels at random stay unknowable', () => {
    const random = seeded('honest')
    const originals = syntheticMessages(8, 60)
    const copied = originals.flatMap((message) => {
      const path = [random() < 0.5 ? '甲' : '乙']
      return [0, 1, 2].map((copy) => ({ ...message, text: `${message.text}${'。'.repeat(copy)}`, path }))
    })
    const { card } = train(task(copied)).model
    expect(card.training.nearDuplicates).toBeGreaterThanOrEqual(115)
    // By lot half is right; a model tested on copies of what it has learnt would be right on nearly all.
    expect(firstLevel(card)?.accuracy).toBeLessThan(0.75)
  })

  it('names the classes that were too rare to learn', () => {
    const { card } = train(
      task([...syntheticMessages(9, 60), { title: '孤例', text: '只有一条', path: ['其他'] }]),
    ).model
    expect(card.training.leftOut).toEqual([{ path: ['其他'], support: 1 }])
  })

  it('refuses to learn from one class', () => {
    const one = syntheticMessages(10, 60).filter(({ path }) => path[0] === '环境')
    expect(() => train(task(one))).toThrow('insight.too-few-examples')
  })

  it('refuses in the caller before a thread is started', async () => {
    await expect(trainInWorker(task([]))).rejects.toThrow('insight.too-few-examples')
  })
})
