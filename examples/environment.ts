import { loadScenario } from '../src/index.ts'
import { createMarketEnvironment, createMarketTask } from '../src/learning.ts'

const task = createMarketTask({
  from: '30 s',
  interval: '10 s',
  steps: 30,
  observe: ['position', 'imbalance'],
  act: { type: 'target', size: 10 },
  reward: ['wealth-change'],
})
const environment = createMarketEnvironment(loadScenario('tiny'), { task })
let { observation } = environment.reset({ seed: 7 })
let earned = 0
for (;;) {
  const [, imbalance = 0.5] = observation
  // 0, 1 and 2 are a position of −10, 0 and 10 lots: where more is bid than asked, hold some.
  const step = environment.step(imbalance > 0.5 ? 2 : 1)
  earned += step.reward
  if (step.terminated || step.truncated) break
  observation = step.observation
}
console.log(`earned ${earned} ticks × lots`)
