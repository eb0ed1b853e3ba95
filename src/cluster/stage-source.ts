import type { PlacedStage } from '../simulation/stage.ts'

/**
 * How each partition makes the cast anew, wherever it runs: a module that exports `stage`, and what
 * that function is to be called with, plain data. Every call with the same input makes the same.
 */
export interface StageSource {
  /** The module's URL. */
  readonly module: string
  readonly input: unknown
}

/** Makes the stage. @throws where the module cannot be loaded, or the cast not be made */
export async function makeStage({ module, input }: StageSource): Promise<PlacedStage> {
  const { stage } = (await import(module)) as { stage: (input: unknown) => PlacedStage }
  return stage(input)
}
