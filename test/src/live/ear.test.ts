import type { NatsConnection } from '@nats-io/transport-node'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CELL_WORDS } from '../../../protocols/cells.ts'
import { encode } from '../../../protocols/codec.ts'
import { Kind } from '../../../protocols/kind.ts'
import { EVERYONE } from '../../../protocols/layout.ts'
import { Ear } from '../../../src/live/ear.ts'
import { controlText, readControl } from '../../../src/live/input.ts'
import { namesOf } from '../../../src/live/names.ts'

/** One venue, number 0; agents are the others. */
const ends = fc.constantFrom(0, 1, 2, 3, EVERYONE)
const sender = fc.constantFrom(0, 1, 2)
const isSaidByAgents = fc.boolean()

test('of a frame is heard what its subject says: of this sender, to this recipient, and of an agent no report', () => {
  const message = fc.tuple(sender, ends, isSaidByAgents)
  const frames = fc.array(message, { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(frames, sender, ends, (said, from, to) => {
      const ear = new Ear({} as NatsConnection, namesOf('tiny'), 1, () => {})
      const cells = said.map(([sender, recipient, isSaidByAgent], nth) => {
        const envelope = { sender, recipient, sequence: nth + 1, sent: 0, arrives: 0 }
        const order = { orderId: nth, instrument: 0 }
        return isSaidByAgent
          ? encode({ kind: Kind.cancelOrder, ...envelope, ...order } as never)
          : encode({ kind: Kind.massCancelled, ...envelope, ...order, cancelled: 0 } as never)
      })
      ear.hear(Buffer.concat(cells), to, from)
      const { cells: heard, used } = ear.take()
      const numbers = Array.from({ length: used }, (_, cell) => heard.words[cell * CELL_WORDS + 3])
      const expected = said.flatMap(([sender, recipient, isSaidByAgent], nth) =>
        sender === from && recipient === to && (from === 0 || isSaidByAgent) ? [nth + 1] : [],
      )
      expect(numbers).toEqual(expected)
    }),
  )
})

test('what the exchange says to itself is read as it was said, and nothing else of a participant', () => {
  const read = (text: string) => readControl(new TextEncoder().encode(text))
  const gone = { is: 'disconnect', participant: 3, why: 'silence' } as const
  for (const said of [gone, { is: 'tick' } as const]) expect(read(controlText(said))).toEqual(said)
  for (const participant of [-1, 0.5, '3', null, undefined]) {
    expect(read(JSON.stringify({ ...gone, participant }))).toBeUndefined()
  }
  for (const text of ['', 'null', '{']) expect(read(text)).toBeUndefined()
})
