import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identitiesOf, serverConfig } from '../live/keys.ts'
import { marketNameOf } from '../live/names.ts'
import { loadScenario } from '../simulation/scenario/load.ts'
import { CommandFailure, EXIT } from './failure.ts'

/**
 * `outcry live keys`: a folder with a seed for each, and the server's configuration.
 * @throws CommandFailure where the folder is there or cannot be made
 */
export async function liveKeys(
  name: string,
  { out, ...options }: { readonly out: string; readonly market?: string },
): Promise<void> {
  const scenario = loadScenario(name, {})
  const identities = identitiesOf(scenario, options.market ?? marketNameOf(scenario.name))
  try {
    mkdirSync(out)
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'EEXIST' ? 'is there already' : 'cannot be made'
    throw new CommandFailure(`${out}: ${why}; name a new folder with --out`, EXIT.badInput, cause)
  }
  for (const { name, seed } of identities) {
    writeFileSync(join(out, `${name}.seed`), `${seed}\n`, { mode: 0o600 })
  }
  writeFileSync(join(out, 'server.conf'), serverConfig(identities))
  process.stdout.write(
    `${identities.length} keys and server.conf are in ${out}: start nats-server --config ` +
      `${join(out, 'server.conf')}, and give each process its own with --key\n`,
  )
}
