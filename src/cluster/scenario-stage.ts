import { filesIn } from '../simulation/scenario/file-paths.ts'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { type ScenarioStage, stageOf } from '../simulation/stage.ts'
import { contentsOf } from './file-contents.ts'
import type { StageSource } from './stage-source.ts'

/** A scenario in so many partitions. */
export interface ScenarioInput {
  readonly scenario: Scenario
  readonly partitions: number
}

/** @see StageSource */
export const stage = ({ scenario, partitions }: ScenarioInput): ScenarioStage => ({
  ...stageOf(scenario, partitions),
  contents: () => contentsOf(filesIn(scenario)),
})

/** The module that makes it: this one. */
export const scenarioModule: string = import.meta.url

/** The stage of a scenario, for partitions to make. */
export const scenarioSource = (input: ScenarioInput): StageSource => ({
  module: scenarioModule,
  input,
})
