/**
 * A row of numbers for each link that was asked for, all 0 at first.
 *
 * The rows stand in one typed array, and where a link's is, open addressing tells, with a step of one
 * and at most half full: a look is O(1) as long as the two ids, mixed, spread. Both double when they
 * are full, and never shrink.
 */
export class LinkTable {
  /** The numbers of all rows; another array once a link was added. */
  rows: Float64Array<ArrayBuffer>
  private links = new Float64Array(512)
  private places = new Int32Array(512)
  private count = 0
  private readonly actors: number
  private readonly width: number

  /**
   * @param actors senders and recipients are below this
   * @param width numbers in a row
   */
  constructor(actors: number, width: number) {
    this.actors = actors
    this.width = width
    this.rows = new Float64Array(256 * width)
  }

  /** Where the link's row begins in `rows`. */
  rowOf(sender: number, recipient: number): number {
    // 0 is nobody's.
    const link = sender * this.actors + recipient + 1
    const { links } = this
    const mask = links.length - 1
    let at = mixed(sender, recipient) & mask
    for (let kept = links[at]; kept !== link; kept = links[at]) {
      if (kept === 0) return this.add(link, at)
      at = (at + 1) & mask
    }
    return this.places[at] as number
  }

  private add(link: number, at: number): number {
    const row = this.count * this.width
    this.links[at] = link
    this.places[at] = row
    if (++this.count * 2 === this.links.length) this.enlarge()
    return row
  }

  private enlarge(): void {
    const { links, places, rows, actors } = this
    const mask = links.length * 2 - 1
    this.links = new Float64Array(links.length * 2)
    this.places = new Int32Array(links.length * 2)
    for (let from = 0; from < links.length; from++) {
      const link = links[from] as number
      if (link === 0) continue
      let at = mixed(Math.floor((link - 1) / actors), (link - 1) % actors) & mask
      while (this.links[at] !== 0) at = (at + 1) & mask
      this.links[at] = link
      this.places[at] = places[from] as number
    }
    this.rows = new Float64Array(rows.length * 2)
    this.rows.set(rows)
  }
}

function mixed(sender: number, recipient: number): number {
  const word = Math.imul(sender, 0x9e3779b1) ^ Math.imul(recipient, 0x85ebca6b)
  return word ^ (word >>> 15)
}
