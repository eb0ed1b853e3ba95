import { loadScenario } from '../src/index.ts'
import {
  createMarketEnvironment,
  createMarketTask,
  createPpo,
  createRandomStream,
  rootKey,
} from '../src/learning.ts'

const task = createMarketTask({ like: 'momentum', from: '10 s', interval: '10 s', steps: 50 })
const environment = createMarketEnvironment(loadScenario('tiny'), { task })
const chance = createRandomStream(rootKey(7, 'ppo'))
const learner = createPpo(environment, { nSteps: 100, batchSize: 50, hidden: [16] }, chance)
for (let update = 1; update <= 3; update++) {
  const report = learner.update()
  console.log(`update ${update}: mean reward ${report['rollout/ep_rew_mean'].toFixed(2)}`)
}
console.log(`a policy of ${learner.policy().weights.length} numbers`)
