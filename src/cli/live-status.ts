import { plural } from '../analysis/report/number-format.ts'
import { dial, LiveError } from '../live/dial.ts'
import { marketNameOf, namesOf } from '../live/names.ts'
import type { AgentsStatus, ExchangeStatus, Percentiles } from '../live/told.ts'
import { loadScenario } from '../simulation/scenario/load.ts'
import type { JoinOptions } from './live-command.ts'

/** How long answers are waited for, ms. */
const WAIT = 700

type Status = ExchangeStatus | AgentsStatus

/**
 * `outcry live status`: asks every process of a market how it is.
 * @throws LiveError where nobody answers
 */
export async function liveStatus(
  scenario: string,
  { nats, key, ca, json, ...options }: JoinOptions & { readonly json?: true },
): Promise<void> {
  const market = options.market ?? marketNameOf(loadScenario(scenario, {}).name)
  const connection = await dial({ servers: nats, name: 'status', seed: key, ca })
  const told: Status[] = []
  try {
    const answers = await connection.requestMany(namesOf(market).status, '', {
      strategy: 'timer',
      maxWait: WAIT,
    })
    for await (const answer of answers) told.push(answer.json<Status>())
  } catch {
    // Nobody listens.
  } finally {
    await connection.drain()
  }
  if (told.length === 0)
    throw new LiveError(
      `nobody of the market ${market} answers at ${nats}: start it with \`outcry live exchange\`, or name another with --market`,
    )
  told.sort((a, b) => (a.is === b.is ? 0 : a.is === 'exchange' ? -1 : 1))
  const lines = told.map((each) => (each.is === 'exchange' ? exchangeLine(each) : agentsLine(each)))
  process.stdout.write(
    json === true ? `${JSON.stringify(told, null, 2)}\n` : `${lines.join('\n')}\n`,
  )
}

function exchangeLine(status: ExchangeStatus): string {
  const { epoch, now, lag, input, pending, taken, refused, participants, published } = status
  const turned = Object.entries(refused).map(([why, times]) => `${times} ${why}`)
  return [
    `exchange  epoch ${epoch}, at ${seconds(now)}, ${milliseconds(lag / 1e6)} behind`,
    `  inputs   ${input}, ${pending} wait; ${taken} messages taken, refused: ${turned.join(', ') || 'none'}`,
    `  outputs  ${status.outputs}, ${status.outputsWaiting} not acknowledged; ${published} payloads of data`,
    `  sessions ${participants} open, ${status.cutOff} cut off (${status.cutOffs} times); snapshot at input ${status.snapshot}`,
  ].join('\n')
}

/** A process of agents in a few lines. */
export function agentsLine(status: AgentsStatus): string {
  const { name, agents, groups, now, sent, acknowledged, inFlight, reports, data, gaps } = status
  return [
    `${name}  ${plural(agents, 'agent')} (${groups.join(', ')}), at ${seconds(now)}`,
    `  sent     ${sent} messages, ${acknowledged} frames acknowledged, ${inFlight} on their way, ${status.repeated} sent again, held back ${status.heldBack} times`,
    `  heard    ${reports} reports, ${data} payloads of data, ${gaps} gaps`,
    `  times    acknowledged ${times(status.acknowledgement)}; first report ${times(status.roundTrip)}`,
  ].join('\n')
}

const seconds = (now: number): string => `${(now / 1e9).toFixed(1)} s`
const milliseconds = (ms: number): string => `${ms.toFixed(2)} ms`
const times = ({ p50, p99, max }: Percentiles): string =>
  `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, most ${milliseconds(max)}`
