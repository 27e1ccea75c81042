import { parentPort, workerData } from 'node:worker_threads'
import { writeModel } from './model-file.ts'
import { type TrainingTask, train } from './train.ts'

/*
 * The thread of `trainInWorker`: reads one task, answers with one model file and the held-out opinions, ends.
 * An error ends the thread and reaches the caller as its own.
 */
const { model, heldOut } = train(workerData as TrainingTask) // `trainInWorker` is the only one that starts this file
parentPort?.postMessage({ file: writeModel(model), heldOut })
