import { createUser } from '@nats-io/nkeys'
import type { Scenario } from '../simulation/scenario/scenario.ts'
import { inboxOf } from './dial.ts'
import { namesOf } from './names.ts'

/** Who may join a market, with its nkey. */
export interface Identity {
  /** What it is called, as it is to call itself. */
  readonly name: string
  readonly seed: string
  readonly publicKey: string
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

/**
 * Identities of a market: the exchange, an observer, each group as one process, and each participant
 * of it by itself. Whoever is one of them may publish only its own orders and beats, and read only
 * its own reports, what is public, and its own inbox.
 */
export function identitiesOf(scenario: Scenario, market: string): Identity[] {
  const names = namesOf(market)
  const group = ({ name }: { readonly name: string }): Identity =>
    identity(`agents-${name}`, ...agentsMay(market, `agents-${name}`, `${name}.*`))
  const participants = scenario.groups.flatMap(({ name, count }) =>
    Array.from({ length: count }, (_, index) => {
      const own = `${name}-${index}`
      return identity(own, ...agentsMay(market, own, `${name}.${index}`))
    }),
  )
  const exchange = identity('exchange', ['>'], ['>'])
  const status = [names.status, `${inboxOf('status')}.>`] as const
  const observer = identity('status', [names.status], [status[1], `${names.data}.>`])
  return [exchange, observer, ...scenario.groups.map(group), ...participants]
}

/** What whoever is `own` of the participants may publish and read. */
function agentsMay(market: string, name: string, own: string): [string[], string[]] {
  const names = namesOf(market)
  const api = '$JS.API'
  const publish = [
    `${names.orders}.${own}`,
    `${names.beats}.${own}`,
    `${names.data}.${own}`,
    `${names.direct}.${own}.*.*`,
    `${names.ask}.*`,
    // Reading its own reports from their stream, and nothing else of it.
    `${api}.STREAM.INFO.${names.outputs}`,
    `${api}.CONSUMER.CREATE.${names.outputs}.*.${names.reports}.${own}`,
    `${api}.CONSUMER.MSG.NEXT.${names.outputs}.*`,
    `${api}.CONSUMER.INFO.${names.outputs}.*`,
    `${api}.CONSUMER.DELETE.${names.outputs}.*`,
    // Answers to `status`, whose asker has an inbox of its own.
    `${inboxOf('status')}.>`,
  ]
  const subscribe = [
    `${names.reports}.${own}`,
    `${names.direct}.*.*.${own}`,
    `${names.data}.>`,
    names.status,
    `${inboxOf(name)}.>`,
  ]
  return [publish, subscribe]
}

function identity(name: string, publish: string[], subscribe: string[]): Identity {
  const pair = createUser()
  const seed = new TextDecoder().decode(pair.getSeed())
  return { name, seed, publicKey: pair.getPublicKey(), publish, subscribe }
}

/** A server's configuration that knows these identities, and nobody else. */
export function serverConfig(identities: readonly Identity[]): string {
  const list = (subjects: readonly string[]): string =>
    `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`
  const users = identities.map(
    ({ name, publicKey, publish, subscribe }) =>
      `      # ${name}\n      { nkey: ${publicKey}, permissions: {\n` +
      `        publish: ${list(publish)},\n        subscribe: ${list(subscribe)} } }`,
  )
  return [
    '# nats-server --config server.conf. For TLS, add:',
    '#   tls { cert_file: "server-cert.pem", key_file: "server-key.pem" }',
    'max_payload: 1MB',
    'max_pending: 64MB',
    'jetstream { store_dir: "jetstream" }',
    'accounts {',
    '  OUTCRY {',
    '    jetstream: enabled',
    '    users: [',
    users.join('\n'),
    '    ]',
    '  }',
    '}',
    '',
  ].join('\n')
}
