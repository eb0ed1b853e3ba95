/**
 * Weights at numbered places, of which one is found in proportion to its weight in log₂ n steps.
 * Each inner node is the sum of its two children, made anew at each change: errors do not add up.
 */
export function createSumTree(places: number) {
  let width = 1
  while (width < places) width *= 2
  const nodes = new Float64Array(2 * width)
  return {
    /** @param weight 0 or more */
    set(place: number, weight: number): void {
      let node = width + place
      nodes[node] = weight
      for (node >>>= 1; node >= 1; node >>>= 1) {
        nodes[node] = (nodes[2 * node] as number) + (nodes[2 * node + 1] as number)
      }
    },
    weight: (place: number): number => nodes[width + place] as number,
    total: (): number => nodes[1] as number,
    /**
     * The place whose share of the total `mass`, 0 or more and below it, falls into: the places stand in
     * a row, each as wide as its weight.
     */
    find(mass: number): number {
      let node = 1
      let left = mass
      while (node < width) {
        node *= 2
        const first = nodes[node] as number
        // A place of no weight is never found, whatever rounding left over.
        if (left < first || !((nodes[node + 1] as number) > 0)) continue
        left -= first
        node++
      }
      return node - width
    },
  }
}
