import type { Scenario } from '../simulation/scenario/scenario.ts'
import type { Memory } from './memory.ts'
import type { Session } from './sequenced-market.ts'

/** What an exchange says of its market to who joins. */
export interface MarketInfo {
  readonly scenario: Scenario
  /** Seconds of the market's time in one of the clock's. */
  readonly speed: number
  /** When the market's time began, ns since 1970. */
  readonly zero: string
  readonly epoch: number
  /** Whether it has come up with its stream. */
  readonly isCurrent: boolean
  /** By participant's number. */
  readonly sessions: readonly Session[]
}

/** How an exchange is. Times in ns of the market's. */
export interface ExchangeStatus {
  readonly is: 'exchange'
  readonly epoch: number
  readonly now: number
  /** How far its time is behind the clock. */
  readonly lag: number
  /** The last input it took, and how many wait in the stream. */
  readonly input: number
  readonly pending: number
  /** Messages taken, and those refused by why. */
  readonly taken: number
  readonly refused: Readonly<Record<string, number>>
  /** Participants with an open session. */
  readonly participants: number
  /** Participants of whom the stream takes nothing now, and how often one was cut off. */
  readonly cutOff: number
  readonly cutOffs: number
  /** Outputs that the stream has of this epoch, and those that it has not acknowledged. */
  readonly outputs: number
  readonly outputsWaiting: number
  /** Payloads of market data. */
  readonly published: number
  /** The input of the last snapshot. */
  readonly snapshot: number
  readonly memory: Memory
}

/** How long something took, ms. */
export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** How a process of agents is. */
export interface AgentsStatus {
  readonly is: 'agents'
  readonly name: string
  readonly groups: readonly string[]
  readonly agents: number
  readonly now: number
  /** Messages sent to venues, and frames that the stream acknowledged, waits for, was sent again. */
  readonly sent: number
  readonly acknowledged: number
  readonly inFlight: number
  readonly repeated: number
  /** How often the agents waited since too much was in flight. */
  readonly heldBack: number
  readonly reports: number
  /** Payloads of market data, and gaps found in their numbers. */
  readonly data: number
  readonly gaps: number
  /** From sending a frame to the stream's acknowledgement, and to the first report. */
  readonly acknowledgement: Percentiles
  readonly roundTrip: Percentiles
  readonly memory: Memory
}
