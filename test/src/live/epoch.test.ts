import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { expect, test } from 'vitest'
import { beginEpoch, type EpochOptions } from '../../../src/live/epoch.ts'
import { startServer } from '../../../src/live/local-server.ts'
import { namesOf } from '../../../src/live/names.ts'
import { loadScenario } from '../../../src/simulation/scenario/load.ts'
import { inFolder } from '../../faults/harness.ts'

test('an exchange of other terms is refused before it says anything, and whose market it is goes on', () =>
  inFolder(async (folder) => {
    const server = await startServer(`${folder}/nats`)
    const connection = await connect({ servers: server.url })
    try {
      const terms: EpochOptions = {
        ...{ market: 'tiny', scenario: loadScenario('tiny'), folder, reset: false },
        ...{ speed: 1, throttle: { rate: 10, burst: 10 } },
        ...{ replicas: 1, room: 2 ** 24, frame: 4_096, quota: 100 },
      }
      const { epoch, zero, log } = await beginEpoch(connection, terms)
      log.close()
      for (const other of [
        { speed: 2 },
        { throttle: { rate: 10, burst: 9 } },
        { scenario: loadScenario('tiny', { seed: 2 }) },
      ]) {
        await expect(beginEpoch(connection, { ...terms, ...other })).rejects.toThrow(
          /^the market tiny has been run with another scenario, speed or throttle: name another/,
        )
      }
      const jsm = await jetstreamManager(connection)
      expect((await jsm.streams.info(namesOf('tiny').inputs)).state.messages).toBe(1)
      const again = await beginEpoch(connection, terms)
      again.log.close()
      expect(again).toMatchObject({ epoch: epoch + 1, zero })
    } finally {
      await connection.close()
      await server.stop()
    }
  }))
