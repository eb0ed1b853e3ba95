/** What a pool's threads do in its test: say the job. */
export const say = (job: number): number => job
