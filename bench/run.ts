import { parseArgs } from 'node:util'
import { benchActors } from './actors.ts'
import { benchBook } from './book.ts'
import { benchBookLatency } from './book-latency.ts'
import { benchBookPeers } from './book-peers.ts'
import { benchBookRich } from './book-rich.ts'
import { benchFlood } from './flood.ts'
import { benchKernel } from './kernel.ts'
import { benchLatency } from './latency.ts'
import { benchLearning } from './learning.ts'
import { benchQueue } from './queue.ts'
import type { BenchResult } from './result.ts'
import { benchRmsc04 } from './rmsc04.ts'
import { benchRoundTrips } from './round-trips.ts'
import { benchScaling } from './scaling.ts'
import { benchStudy } from './study.ts'
import { benchTransport } from './transport.ts'

const BENCHES = {
  queue: benchQueue,
  kernel: benchKernel,
  book: benchBook,
  'book-peers': benchBookPeers,
  'book-latency': benchBookLatency,
  'book-rich': benchBookRich,
  latency: benchLatency,
  rmsc04: benchRmsc04,
  actors: benchActors,
  learning: benchLearning,
  transport: benchTransport,
  'round-trips': benchRoundTrips,
  scaling: benchScaling,
  flood: benchFlood,
  study: benchStudy,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    small: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const unknown = positionals.find((name) => !(name in BENCHES))
if (unknown !== undefined) {
  console.error(`bench: no bench "${unknown}"; there are ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}

const scaled = (rate: number): string =>
  rate >= 1e6
    ? `${(rate / 1e6).toFixed(2)} M`
    : rate >= 1e3
      ? `${(rate / 1e3).toFixed(1)} k`
      : rate.toPrecision(3)

const all: BenchResult[] = []
for (const [name, bench] of Object.entries(BENCHES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  for (const result of await bench({ small: values.small })) {
    all.push(result)
    if (values.json) continue
    const { runs, rate, unit, hash, note } = result
    const range = `${scaled(Math.min(...runs))} to ${scaled(Math.max(...runs))}, ${runs.length} runs`
    const line = `${result.name.padEnd(42)} ${scaled(rate).padStart(9)} ${unit} (${range})`
    console.log(`${line}  ${hash}${note === undefined ? '' : `  ${note}`}`)
  }
}
if (values.json) console.log(JSON.stringify(all, null, 2))
