/**
 * Markets as environments, and who learns in them: `outcry/learning`. Environments have Gymnasium's
 * and PettingZoo's forms, tasks are said in the words of docs/learning/environments.md, and learners
 * have the names and defaults that docs/learning/ gives for each.
 */

export type { GivenTask } from '../actors/learner/named-tasks.ts'
export { NAMED_TASKS } from '../actors/learner/named-tasks.ts'
export { PolicyError } from '../actors/learner/policy-file.ts'
export type { QLearner } from '../actors/learner/q-learning.ts'
export { createQLearner } from '../actors/learner/q-learning.ts'
export type { Box, Dict, Discrete, MultiDiscrete, Space, Value } from '../actors/learner/space.ts'
export { box, contains, discrete, multiDiscrete, sample } from '../actors/learner/space.ts'
export type { Decider, Moment, Play, Task } from '../actors/learner/task.ts'
export { rootKey } from '../protocols/hash.ts'
export type { RandomStream } from './kernel/random-stream.ts'
export { createRandomStream } from './kernel/random-stream.ts'
export type { Baseline } from './learning/baselines.ts'
export { BASELINES, createBaseline } from './learning/baselines.ts'
export type { Dqn, DqnReport, DqnTerms } from './learning/dqn.ts'
export { createDqn, DQN_DEFAULTS } from './learning/dqn.ts'
export type { Environment, Info, Reset, Step } from './learning/environment.ts'
export { fusedDescent } from './learning/fused/fused-descent.ts'
export type { MarketEnvironment } from './learning/market-environment.ts'
export { createMarketEnvironment } from './learning/market-environment.ts'
export { createMarketTask } from './learning/market-task.ts'
export type {
  MultiAgentPpo,
  MultiAgentReport,
  MultiAgentTerms,
} from './learning/multi-agent-ppo.ts'
export { createMultiAgentPpo, MULTI_AGENT_DEFAULTS } from './learning/multi-agent-ppo.ts'
export type { ParallelEnvironment, ParallelStep, Player } from './learning/parallel-environment.ts'
export { createParallelEnvironment } from './learning/parallel-environment.ts'
export type { Ppo, PpoReport, PpoTerms } from './learning/ppo.ts'
export { createPpo, PPO_DEFAULTS } from './learning/ppo.ts'
export type { Sac, SacReport, SacTerms } from './learning/sac.ts'
export { createSac, SAC_DEFAULTS } from './learning/sac.ts'
export { learnEpisodes } from './learning/tabular/learn-episodes.ts'
export type { Policy, Trained } from './learning/trained.ts'
export { policyText, readTrained } from './learning/trained.ts'
export { createTwinEnvironment } from './learning/twin-environment.ts'
export type {
  AutoReset,
  VectorEnvironment,
  VectorReset,
  VectorStep,
} from './learning/vector-environment.ts'
export { createVectorEnvironment } from './learning/vector-environment.ts'
export type {
  EnvironmentTerms,
  ThreadedEnvironments,
} from './study/training/environment-threads.ts'
export { createThreadedEnvironments } from './study/training/environment-threads.ts'
export type { Contender, Evaluation, EvaluationTerms } from './study/training/evaluation.ts'
export { evaluatePolicy } from './study/training/evaluation.ts'
export { train } from './study/training/train.ts'
export type { TrainingFile } from './study/training/training-file.ts'
export { readTraining, TrainingError } from './study/training/training-file.ts'
