import { z } from 'zod'
import { duration } from '../parameters.ts'
import { createComposedTask, taskParameters } from './composed-task.ts'
import { wordsOf } from './named-tasks.ts'
import { recurrentSchema } from './network/shape.ts'
import { demandLearnable } from './online.ts'

/** How often, and when, a learner does its task. */
const repeated = {
  episodes: z
    .int()
    .min(1)
    .max(1_024)
    .default(1)
    .describe('times that it does its task, one after another'),
  spread: duration()
    .prefault('0 s')
    .describe('time within which each begins, by its own chance, so that they do not act at once'),
}

/** What a scenario may say of a learner whose policy is frozen. */
export const learnedParameters = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('the policy, as `outcry train` writes it; found from where the scenario stands'),
  from: duration()
    .optional()
    .describe('the first decision, from the open on, in place of the policy’s own'),
  steps: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('decisions, in place of the policy’s own, for one that need not know when it ends'),
  ...repeated,
  chance: z
    .boolean()
    .default(false)
    .describe('whether it draws its actions by the policy, or takes the likeliest'),
})
export type LearnedParameters = z.output<typeof learnedParameters>

const share = () => z.number().min(0).max(1)
const rate = () => z.number().gt(0).max(1)
const steps = () => z.int().min(1).max(1_000_000_000)

const qTable = z.strictObject({
  type: z.literal('q-table'),
  cuts: z
    .array(z.array(z.number()).max(50))
    .min(1)
    .describe(
      'for each number that is seen, where it is cut, ascending; [] where it does not count',
    ),
  rate: rate().default(0.05).describe('least share of the surprise that is learned from'),
  gamma: share().default(0.95).describe('what a reward is worth a decision later'),
  explorationSteps: steps().default(1_000).describe('decisions over which chance gives way'),
  explorationFinalEps: share().default(0.05).describe('share of decisions by chance in the end'),
})

const actorCritic = z.strictObject({
  type: z.literal('actor-critic'),
  hidden: z
    .array(z.union([z.int().min(1).max(256), recurrentSchema]))
    .max(4)
    .default([8])
    .describe(
      'hidden layers, of the policy’s network and of the value’s: widths, or layers that remember, ' +
        'which learn through TensorFlow.js',
    ),
  learningRate: rate().default(0.003).describe('of Adam'),
  gamma: share().default(0.95).describe('what a reward is worth a decision later'),
  nSteps: z.int().min(1).max(1_000).default(8).describe('decisions between two updates'),
  entCoef: z.number().min(0).max(10).default(0.01).describe('weight of the entropy'),
  vfCoef: z.number().min(0).max(10).default(0.5).describe('weight of the value’s loss'),
  maxGradNorm: z.number().gt(0).default(0.5).describe('the gradient is cut to this norm'),
})

/** What a scenario may say of a learner that learns within the run. */
export const learningParameters = z
  .strictObject({
    task: z
      .union([z.string(), z.looseObject({})])
      .describe('what it is to do: a known task’s name, or its words'),
    algorithm: z.discriminatedUnion('type', [qTable, actorCritic]).describe('how it learns'),
    file: z
      .string()
      .min(1)
      .optional()
      .describe(
        'the policy that an actor-critic begins with; found from where the scenario stands',
      ),
    ...repeated,
    learnUntil: duration()
      .optional()
      .describe('when it stops learning and plays on as it stands, from the open on; else never'),
    report: steps().default(100).describe('decisions whose mean reward is logged'),
  })
  .superRefine(({ task, algorithm }, refusal) => {
    try {
      const parsed = taskParameters.safeParse(wordsOf(task))
      if (!parsed.success) throw new RangeError(z.prettifyError(parsed.error))
      const { observationSpace, actionSpace } = createComposedTask(parsed.data)
      demandLearnable(algorithm, observationSpace, actionSpace)
    } catch (error) {
      refusal.addIssue((error as Error).message)
    }
  })
export type LearningParameters = z.output<typeof learningParameters>

/** What a scenario may say of a trader inferred from another: it draws its actions, as that one did. */
export const inferredParameters = learnedParameters.extend({
  chance: z
    .boolean()
    .default(true)
    .describe('whether it draws its actions by the policy, or takes the likeliest'),
})
