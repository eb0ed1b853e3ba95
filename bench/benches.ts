import { benchActors } from './actors.ts'
import { benchBook } from './book.ts'
import { benchBookLatency } from './book-latency.ts'
import { benchBookPeers } from './book-peers.ts'
import { benchBookRich } from './book-rich.ts'
import { benchFlood } from './flood.ts'
import { benchFundamental } from './fundamental.ts'
import { benchKernel } from './kernel.ts'
import { benchLatency } from './latency.ts'
import { benchLearning } from './learning.ts'
import { benchNetworks } from './networks.ts'
import { benchQueue } from './queue.ts'
import type { Bench } from './result.ts'
import { benchRmsc04 } from './rmsc04.ts'
import { benchRoundTrips } from './round-trips.ts'
import { benchScaling } from './scaling.ts'
import { benchShell } from './shell.ts'
import { benchStudy } from './study.ts'
import { benchTransport } from './transport.ts'

/** Every bench by its name, in the order in which they run. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  queue: benchQueue,
  kernel: benchKernel,
  book: benchBook,
  'book-peers': benchBookPeers,
  'book-latency': benchBookLatency,
  'book-rich': benchBookRich,
  latency: benchLatency,
  rmsc04: benchRmsc04,
  shell: benchShell,
  actors: benchActors,
  fundamental: benchFundamental,
  learning: benchLearning,
  networks: benchNetworks,
  transport: benchTransport,
  'round-trips': benchRoundTrips,
  scaling: benchScaling,
  flood: benchFlood,
  study: benchStudy,
}
