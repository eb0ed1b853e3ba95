import type { DuckDBConnection } from '@duckdb/node-api'
import { Kind } from '../../../protocols/kind.ts'
import type { Manifest } from '../manifest.ts'
import { forEachRecord, type TapeSource } from '../read-tape.ts'
import { rosterOf } from '../roster.ts'
import { createAccounts } from './accounts.ts'
import { createRequests } from './requests.ts'
import * as rows from './rows.ts'
import { createStage } from './stage.ts'
import { symbolFinder } from './symbol.ts'
import { createTrades } from './trades.ts'
import { wayFinder } from './way.ts'

/**
 * Reads the tape once and leaves its rows in the tables `stage_orders`, `stage_reports`,
 * `stage_trades`, `stage_auctions`, `stage_negotiations`, `stage_quotes`, `stage_news`,
 * `stage_agents` and `stage_events` of `connection`: numbers and codes only, which `tableSql` gives their types and
 * names.
 */
export async function stageTape(
  connection: DuckDBConnection,
  tape: TapeSource,
  manifest: Manifest,
): Promise<void> {
  const { keys, group, groups } = rosterOf(manifest)
  const groupOf = (actor: number): number => group[actor] ?? Number.NaN
  const orders = await createStage(connection, 'stage_orders', rows.ORDERS)
  const reports = await createStage(connection, 'stage_reports', rows.REPORTS)
  const trades = await createStage(connection, 'stage_trades', rows.TRADES)
  const auctions = await createStage(connection, 'stage_auctions', rows.AUCTIONS)
  const negotiations = await createStage(connection, 'stage_negotiations', rows.NEGOTIATIONS)
  const quotes = await createStage(connection, 'stage_quotes', rows.QUOTES)
  const news = await createStage(connection, 'stage_news', rows.NEWS, { withText: true })
  const agents = await createStage(connection, 'stage_agents', rows.AGENTS)
  const events = await createStage(connection, 'stage_events', rows.EVENTS, { withText: true })

  const accounts = createAccounts({ keys, group, groups }, manifest.venues)
  const wayOf = wayFinder(manifest)
  const symbolOf = symbolFinder(manifest)
  const requests = createRequests((request) =>
    rows.putOrder(orders, request, groupOf, wayOf(request)),
  )
  const joined = createTrades((trade) => rows.putTrade(trades, trade, groupOf))

  forEachRecord(tape, (message) => {
    switch (message.kind) {
      case Kind.newOrder:
      case Kind.cancelOrder:
      case Kind.replaceOrder:
      case Kind.massCancel:
        requests.ask(message)
        accounts.request(message)
        return
      case Kind.partialFill:
      case Kind.fill:
        joined.fill(message)
        accounts.fill(message)
        rows.putReport(reports, message, groupOf)
        return
      case Kind.accepted:
      case Kind.rejected:
      case Kind.cancelled:
      case Kind.replaced:
      case Kind.expired:
      case Kind.refused:
      case Kind.massCancelled:
      case Kind.triggered:
      case Kind.repriced:
        requests.answer(message)
        rows.putReport(reports, message, groupOf)
        return
      case Kind.trade:
        joined.print(message)
        accounts.print(message)
        return
      case Kind.cross:
        joined.cross(message)
        accounts.print(message)
        rows.putAuction(auctions, message)
        return
      case Kind.indicative:
        rows.putAuction(auctions, message)
        return
      case Kind.quoteRequest:
      case Kind.dealerQuote:
      case Kind.quoteTake:
      case Kind.lastLookAnswer:
      case Kind.quoteInvite:
      case Kind.quoteOffered:
      case Kind.lastLook:
      case Kind.quoteEnded:
        rows.putNegotiation(negotiations, message, groupOf)
        return
      case Kind.quote:
        rows.putQuote(quotes, message)
        return
      case Kind.news:
        rows.putNews(news, message, groupOf, symbolOf(message.sender, message.instrument))
        return
      case Kind.dropped:
        requests.drop(message.droppedSender, message.droppedSequence)
        rows.putEvent(events, message, keys, groupOf)
        return
      case Kind.lifecycle:
        accounts.live(message.sender, message.life)
        rows.putEvent(events, message, keys, groupOf)
        return
      case Kind.failed:
      case Kind.disconnect:
      case Kind.session:
      case Kind.nbbo:
      case Kind.imbalance:
        rows.putEvent(events, message, keys, groupOf)
        return
    }
  })

  requests.close()
  joined.close()
  for (const account of accounts.rows()) rows.putAgent(agents, account, groupOf)
  const stages = [orders, reports, trades, auctions, negotiations, quotes, news, agents, events]
  for (const stage of stages) stage.close()
}
