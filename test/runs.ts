/**
 * How many runs a property gets: `usual` in CI, and FC_RUNS times as many where that is set, as the
 * nightly script does.
 */
export const runs = (usual: number): number => usual * Number(process.env.FC_RUNS ?? 1)
