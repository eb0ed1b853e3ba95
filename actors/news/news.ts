import { Kind } from '../../protocols/kind.ts'
import type { Actor, Market } from '../actor.ts'

const TELL = 1

/**
 * Tells what an instrument is worth: at the open, and at each moment at which its fundamental jumps.
 * Everybody who reads the news has them a link's delay later, each with its own: who reads them
 * first may act before the others. It says nothing of a fundamental that does not jump, but the
 * value at the open, and goes on whatever its venue's session does.
 */
export function createNews(_parameters: object, market: Market): Actor {
  const { fundamental, instrument, open } = market
  return (context) => {
    const news = context.feed(context.id, Kind.news, instrument)
    let number = 0

    const tellNext = (): void => {
      const now = context.now()
      const next = now < open ? open : fundamental.nextJump?.(now)
      if (next !== undefined) context.after(next - now, TELL)
    }

    return {
      receive(message) {
        if (message.kind === Kind.start) tellNext()
        if (message.kind !== Kind.timer) return
        const value = fundamental(context.now())
        context.publish(news, { kind: Kind.news, instrument, number: ++number, value })
        tellNext()
      },
    }
  }
}
