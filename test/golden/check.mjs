// Runs the golden scenarios from the build, and compares their tapes' hashes with golden.json.
// `--write` writes that file instead: for a change that is meant to change tapes.
import { readFileSync, writeFileSync } from 'node:fs'
import { createSimulation, loadScenario } from '../../dist/src/index.js'

const file = new URL('golden.json', import.meta.url)
const scenarios = {
  tiny: ['tiny', {}],
  'tiny, another seed': ['tiny', { seed: 42 }],
  'tiny, jittered': ['tiny', { set: ['latency={type: uniform, min: 1 ms, max: 5 ms}'] }],
  'rmsc04 to 10:00': ['rmsc04', { until: '10:00:00' }],
  'zi-flow to 00:10': ['zi-flow', { until: '00:10:00' }],
  'hawkes to 00:10': ['hawkes', { until: '00:10:00' }],
}

const hashes = Object.fromEntries(
  Object.entries(scenarios).map(([title, [name, options]]) => {
    const simulation = createSimulation(loadScenario(name, options))
    simulation.runUntil(simulation.end)
    return [title, simulation.hash()]
  }),
)

if (process.argv.includes('--write')) {
  writeFileSync(file, `${JSON.stringify(hashes, null, 2)}\n`)
} else {
  const golden = JSON.parse(readFileSync(file, 'utf8'))
  let differ = 0
  for (const [title, hash] of Object.entries(hashes)) {
    const same = golden[title] === hash
    if (!same) differ++
    console.log(`${process.version} ${same ? 'same' : 'DIFFERENT'} ${hash} ${title}`)
  }
  process.exit(differ === 0 ? 0 : 1)
}
