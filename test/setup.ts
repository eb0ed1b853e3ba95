import fc from 'fast-check'

/**
 * Every property runs from a fixed seed in CI, and from a fresh one elsewhere unless FC_SEED names
 * it; fast-check prints the seed and the shrunk path on failure. FC_SHRINK=no leaves the input large.
 */
const seed = process.env.FC_SEED ?? (process.env.CI ? '42' : undefined)
fc.configureGlobal({
  ...(seed === undefined ? {} : { seed: Number(seed) }),
  endOnFailure: process.env.FC_SHRINK === 'no',
})
