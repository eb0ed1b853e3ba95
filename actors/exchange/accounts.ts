import { Side } from '../../protocols/kind.ts'
import { CASH_MAX } from '../../protocols/units.ts'

/** What one participant owns: its number, cash, open orders, and position in each instrument. */
export type SavedAccount = readonly number[]

/** What a venue knows of what its participants own, in changes since the session began. */
export interface Accounts {
  /** The buyer pays the seller `price × size`, and gets `size` lots of the instrument. */
  trade(instrument: number, buyer: number, seller: number, price: number, size: number): void
  /**
   * One leg of an auction, whose counterparts are everybody: the participant buys or sells `size`
   * lots at `price`. Cash and positions balance when all legs are booked.
   */
  leg(instrument: number, participant: number, side: Side, price: number, size: number): void
  /** The payer pays the payee `amount`, in ticks × lots; below 0 it is the payee who pays. */
  pay(payer: number, payee: number, amount: number): void
  /** An order of the participant came to life (+1) or ended (−1). */
  orders(participant: number, change: number): void
  /** Cash received less cash paid, in ticks × lots. */
  cashOf(participant: number): number
  /** Lots bought less lots sold. */
  positionOf(participant: number, instrument: number): number
  openOrdersOf(participant: number): number
  /** Cash and positions over all participants: both are 0, or the books do not balance. */
  totals(): { readonly cash: number; readonly positions: readonly number[] }
  /** Every account in which something is not 0, by participant. */
  save(): SavedAccount[]
  /** Takes on what `save` gave; what the accounts were is gone. */
  restore(saved: readonly SavedAccount[]): void
}

/**
 * Accounts by participant, all whole numbers.
 * @param instruments how many the venue has
 */
export function createAccounts(instruments: number): Accounts {
  let cash = new Float64Array(64)
  let open = new Int32Array(64)
  const positions = Array.from({ length: instruments }, () => new Float64Array(64))

  const admit = (participant: number): void => {
    if (participant < cash.length) return
    const size = Math.max(participant + 1, cash.length * 2)
    const widen = (from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const wider = new Float64Array(size)
      wider.set(from)
      return wider
    }
    cash = widen(cash)
    positions.forEach((position, instrument) => {
      positions[instrument] = widen(position)
    })
    const orders = new Int32Array(size)
    orders.set(open)
    open = orders
  }

  const credit = (participant: number, amount: number): void => {
    const balance = (cash[participant] as number) + amount
    if (Math.abs(balance) > CASH_MAX) throw new RangeError(`an account passed ±${CASH_MAX}`)
    cash[participant] = balance
  }

  const enter = (instrument: number, participant: number, lots: number, price: number): void => {
    credit(participant, -price * lots)
    const position = positions[instrument] as Float64Array
    position[participant] = (position[participant] as number) + lots
  }

  const rowOf = (participant: number): SavedAccount => [
    participant,
    cash[participant] as number,
    open[participant] as number,
    ...positions.map((position) => position[participant] as number),
  ]

  return {
    trade(instrument, buyer, seller, price, size) {
      admit(Math.max(buyer, seller))
      enter(instrument, buyer, size, price)
      enter(instrument, seller, -size, price)
    },
    leg(instrument, participant, side, price, size) {
      admit(participant)
      enter(instrument, participant, side === Side.buy ? size : -size, price)
    },
    pay(payer, payee, amount) {
      admit(Math.max(payer, payee))
      credit(payer, -amount)
      credit(payee, amount)
    },
    orders(participant, change) {
      admit(participant)
      open[participant] = (open[participant] as number) + change
    },
    cashOf: (participant) => cash[participant] ?? 0,
    positionOf: (participant, instrument) => positions[instrument]?.[participant] ?? 0,
    openOrdersOf: (participant) => open[participant] ?? 0,
    totals: () => ({
      cash: cash.reduce((sum, balance) => sum + balance, 0),
      positions: positions.map((position) => position.reduce((sum, held) => sum + held, 0)),
    }),
    save: () =>
      Array.from(cash, (_, participant) => rowOf(participant)).filter((row) =>
        row.slice(1).some((value) => value !== 0),
      ),
    restore(saved) {
      for (const array of [cash, open, ...positions]) array.fill(0)
      for (const [participant = 0, money = 0, orders = 0, ...held] of saved) {
        admit(participant)
        cash[participant] = money
        open[participant] = orders
        held.forEach((lots, instrument) => {
          const position = positions[instrument] as Float64Array
          position[participant] = lots
        })
      }
    },
  }
}
