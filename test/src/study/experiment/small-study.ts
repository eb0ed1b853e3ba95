import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The arms race in half a minute a run: two mechanisms, two numbers of snipers. */
export const SMALL_STUDY = `
name: small
description: Do batches end sniping?
scenario: sniping
set: ["until=30 s", "session.open=09:30:00"]
factors:
  - name: market
    levels:
      - { name: continuous, set: [] }
      - { name: batches, set: ["venues.exchange.mechanism={type: batch-auction, interval: 100 ms}"] }
  - { name: snipers, path: groups.sniper.count, values: [1, 3] }
seeds: { count: 3 }
measures:
  rents: { measure: sniping-rents, from: maker, group: sniper }
  spread: { measure: quoted-spread, what: by time }
comparisons:
  - { factor: market, baseline: continuous }
`

/** A file in a folder of its own that says `text`. */
export function studyFile(text: string, name = 'small.yaml'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'outcry-study-')), name)
  writeFileSync(file, text)
  return file
}
