/**
 * Order-to-trade ratio: order-entry messages (new orders, cancels, replaces, mass cancels, whatever
 * became of them) for one trade. `null` where nothing traded.
 *
 * Source: Commission Delegated Regulation (EU) 2017/566, annex, of which this is the number before
 * one is subtracted, a replacement counted as one message.
 *
 * @param requests order-entry messages sent
 * @param trades trades of the market; fills, for a participant or a group of them
 */
export function orderToTrade(requests: number, trades: number): number | null {
  return trades === 0 ? null : requests / trades
}
