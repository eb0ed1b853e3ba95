import { type DeepJob, type DeepOutcome, deepJobs, judgeDeep, runDeep } from './deep-execution.ts'
import { judgeTable, runTable, tableJobs } from './table-execution.ts'
import type { Ran, Validation } from './validation.ts'

type Job = DeepJob | ReturnType<typeof tableJobs>[number]
type Outcome = DeepOutcome | ReturnType<typeof runTable>['outcome']

/** V13: what a learned execution costs, from a table in a market of random flow, from a network among agents. */
export const v13: Validation<Job, Outcome> = {
  id: 'V13',
  title: 'Nevmyvaka, Feng and Kearns 2006: learning to execute',
  page: 'v13-learning-to-execute.md',
  jobs: (scale) => [...tableJobs(scale), ...deepJobs(scale)],
  run: (job): Ran<Outcome> => (job.kind === 'deep' ? runDeep(job) : runTable(job)),
  judge: (outcomes, scale) => [
    ...judgeTable(
      outcomes.filter((each) => each.kind !== 'deep'),
      scale,
    ),
    ...judgeDeep(
      outcomes.filter((each) => each.kind === 'deep'),
      scale,
    ),
  ],
}
