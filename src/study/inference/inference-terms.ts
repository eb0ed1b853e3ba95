import { z } from 'zod'
import type { InferenceTerms } from '../../learning/inverse/infer.ts'
import { readBySchema } from '../../simulation/scenario/read-by-schema.ts'

const count = (most: number) => z.int().min(1).max(most)
const widths = z.array(count(1_024)).max(8)
const rate = z.number().gt(0).max(1)

/** What a file of terms may say; each has a default, in docs/learning/inverse.md. */
const inferenceTerms = z.strictObject({
  /** Of learner and judge by turns. */
  updates: count(1_000_000).default(40),
  /** Steps of the judge an update, and transitions of each side in a step. */
  judgeSteps: count(10_000).default(20),
  batchSize: count(100_000).default(128),
  ppo: z
    .strictObject({
      hidden: widths.default([32, 32]),
      nSteps: count(1_000_000).default(1_000),
      batchSize: count(1_000_000).default(100),
      nEpochs: count(1_000).default(6),
      learningRate: rate.default(1e-3),
      gamma: z.number().min(0).max(1).default(0.95),
      gaeLambda: z.number().min(0).max(1).default(0.9),
      entCoef: z.number().min(0).max(10).default(0),
    })
    .prefault({}),
  airl: z
    .strictObject({
      hidden: widths.default([]),
      potential: widths.default([16]),
      rate: rate.default(0.02),
      decay: z.number().min(0).max(1).default(1e-5),
      averaged: count(1_000_000).default(20),
    })
    .prefault({}),
  gail: z.strictObject({ hidden: widths.default([32]), rate: rate.default(0.003) }).prefault({}),
  clone: z
    .strictObject({
      hidden: widths.default([32, 32]),
      epochs: count(100_000).default(20),
      batchSize: count(100_000).default(64),
      rate: rate.default(1e-3),
    })
    .prefault({}),
  /** Of the methods on states that are bins of what is seen. */
  tabular: z
    .strictObject({
      bins: count(20).default(3),
      explored: count(100_000).default(100),
      resamples: z.int().min(2).max(10_000).default(40),
      linear: z
        .strictObject({ steps: count(1_000_000).default(1_000), rate: rate.default(0.05) })
        .prefault({}),
      deep: z
        .strictObject({
          hidden: widths.default([16, 16]),
          steps: count(1_000_000).default(400),
          rate: rate.default(0.005),
          decay: z.number().min(0).max(1).default(1e-3),
        })
        .prefault({}),
      bayesian: z
        .strictObject({
          precision: z.number().positive().default(1),
          reach: z.number().positive().default(10),
          step: z.number().positive().default(0.5),
          burnIn: count(10_000_000).default(2_000),
          samples: count(10_000_000).default(8_000),
        })
        .prefault({}),
    })
    .prefault({}),
})

/** The terms that a file says, the rest by default. @throws ScenarioError with all that is wrong */
export function readInferenceTerms(file: string | undefined): InferenceTerms {
  if (file === undefined) return inferenceTerms.parse({})
  return readBySchema(file, inferenceTerms, 'terms of an inference').said
}
