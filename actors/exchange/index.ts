/**
 * The order book by itself, for those who want a book without a simulation: `outcry/exchange`.
 */

export type { Allocation, Book, BookOptions } from './book/book.ts'
export {
  cancel,
  cancelAll,
  createBook,
  expireAll,
  reduce,
  replace,
  submit,
} from './book/book.ts'
export { bookHash } from './book/book-hash.ts'
export { collect, endAuction } from './book/collect.ts'
export {
  bestAsk,
  bestBid,
  countAt,
  forEachLevel,
  openOrders,
  restingVolume,
  sizeAt,
} from './book/depth.ts'
export { takeNumber } from './book/enter.ts'
export { expireDue, nextExpiry } from './book/expiry.ts'
export type { BookOrder, BookSink, OrderView } from './book/order-view.ts'
export { forEachOrder } from './book/priority.ts'
export { replaceCollected } from './book/replace.ts'
export { restoreBook, type SavedBook, type SavedOrder, saveBook } from './book/save.ts'
