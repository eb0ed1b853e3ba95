import { writeFileSync } from 'node:fs'

writeFileSync(process.env.OUTCRY_LOADED as string, 'loaded')

/** What a thread does with a job. */
export const work = (job: number): number => job + 1
