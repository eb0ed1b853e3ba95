export type {
  Actor,
  ActorContext,
  Behaviour,
  Fundamental,
  Market,
  Random,
  Receive,
} from '../actors/actor.ts'
export { clockOf } from '../actors/clock.ts'
export type { MachineState, MessageEvent, RunningMachine } from '../actors/machine.ts'
export { createMachineTrader } from '../actors/machine.ts'
export type { Hands, ManualTrader } from '../actors/manual/manual.ts'
export { createManualTrader } from '../actors/manual/manual.ts'
export type { PipelineInbox, Said } from '../actors/pipeline.ts'
export { createPipelineTrader } from '../actors/pipeline.ts'
export { createScheduler } from '../actors/rx-scheduler.ts'
export type { FileTape } from './journal/file-tape.ts'
export { openFileTape } from './journal/file-tape.ts'
export type { MemoryTape, Tape } from './journal/tape.ts'
export { createMemoryTape } from './journal/tape.ts'
export type { ScenarioOptions } from './simulation/scenario/load.ts'
export { loadScenario, parseScenario } from './simulation/scenario/load.ts'
export type {
  Scenario,
  ScenarioGroup,
  ScenarioInstrument,
  ScenarioVenue,
} from './simulation/scenario/scenario.ts'
export type { Problem } from './simulation/scenario/scenario-error.ts'
export { ScenarioError } from './simulation/scenario/scenario-error.ts'
export type { ScenarioFile } from './simulation/scenario/schema.ts'
export { shippedScenarios } from './simulation/scenario/shipped.ts'
export type { OwnActor, Simulation, SimulationOptions } from './simulation/simulation.ts'
export { createSimulation } from './simulation/simulation.ts'
export { SimulationError } from './simulation/system.ts'
