import { parentPort, workerData } from 'node:worker_threads'
import { createMarketEnvironment } from '../../learning/market-environment.ts'
import { createMarketTask } from '../../learning/market-task.ts'
import { createVectorEnvironment } from '../../learning/vector-environment.ts'
import { loadScenario } from '../../simulation/scenario/load.ts'
import type { Answer, Asked, Hosted } from './environment-threads.ts'

// A thread's own program: it hosts some environments, and answers what it is asked in order.
const { terms, autoReset, count, first, of } = workerData as Hosted
const scenario = loadScenario(terms.scenario, { set: [...terms.set] })
const task = createMarketTask(terms.task)
const environments = Array.from({ length: count }, () =>
  createMarketEnvironment<Float64Array>(scenario, { task }),
)
const vector = createVectorEnvironment(environments, autoReset, { first, of })

parentPort?.on('message', (asked: Asked) => {
  parentPort?.postMessage(answerTo(asked))
})

function answerTo(asked: Asked): Answer {
  try {
    return {
      outcome: asked.ask === 'reset' ? vector.reset(asked.how) : vector.step(asked.actions),
    }
  } catch (error) {
    return { error }
  }
}
