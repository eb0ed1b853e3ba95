import { readDelays } from '../history/recorded-delays.ts'
import { createDistribution, type Distribution } from '../kernel/distribution.ts'
import { type ScenarioDistribution, UNITS } from './scenario/distribution-schema.ts'

/** The distribution that a scenario describes. @throws HistoryError where a file of it is wrong */
export function distributionOf(spec: ScenarioDistribution): Distribution {
  if (spec.type !== 'empirical') return createDistribution(spec)
  const { values, file, column, unit } = spec
  const seen = file === undefined ? (values ?? []) : readDelays({ file, column, unit: UNITS[unit] })
  return createDistribution({ type: 'empirical', values: seen })
}
