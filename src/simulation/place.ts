import type { Member } from './part.ts'

/** The most partitions that a run may have. */
export const PARTITIONS_MAX = 256

/** A cast that cannot be placed as it was asked for. */
export class PlacementError extends Error {
  override readonly name = 'PlacementError'
}

/**
 * Where each member of a cast is hosted, by dense id: the same cast is always placed the same.
 *
 * Of a venue as much work is expected as of all who trade there together, of anybody else one unit.
 * The venues are placed first, the heaviest first, each where there is the least; then the traders
 * in their order, each with its venue while that has less than its share, else where there is the
 * least.
 *
 * @param partitions how many there are, 1..PARTITIONS_MAX
 * @param asked who is to be where, by group or venue
 * @throws PlacementError where a partition is asked for that there is not, or would host nobody
 */
export function place(
  members: readonly Pick<Member, 'key' | 'isHub' | 'home'>[],
  partitions: number,
  asked: ReadonlyMap<string, number> = new Map(),
): number[] {
  const loads = new Array<number>(partitions).fill(0)
  const places = new Array<number>(members.length).fill(-1)
  const weights = members.map(({ isHub }): number => (isHub === true ? 0 : 1))
  for (const { home } of members) if (home !== undefined) weights[home] = add(weights, home, 1)
  const put = (id: number, partition: number): void => {
    places[id] = partition
    loads[partition] = add(loads, partition, weights[id] as number)
  }
  const idlest = (): number => loads.indexOf(Math.min(...loads))

  members.forEach(({ key }, id) => {
    const partition = asked.get(key.slice(0, key.lastIndexOf('/')))
    if (partition === undefined) return
    if (partition < partitions) put(id, partition)
    else throw new PlacementError(missing(key, partition, partitions))
  })
  const free = members.flatMap((_, id) => (places[id] === -1 ? [id] : []))
  const isVenue = (id: number): boolean => members[id]?.isHub === true
  const venues = free.filter(isVenue)
  venues.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b)
  for (const id of venues) put(id, idlest())

  const share = weights.reduce((sum, weight) => sum + weight, 0) / partitions
  for (const id of free) {
    if (isVenue(id)) continue
    const home = places[members[id]?.home ?? -1]
    const isRoom = home !== undefined && (loads[home] as number) + 1 <= share
    put(id, isRoom ? home : idlest())
  }
  const empty = loads.findIndex((_, partition) => !places.includes(partition))
  if (empty >= 0) {
    throw new PlacementError(
      `partition ${empty} of ${partitions} would host nobody: the cast has ${members.length} ` +
        'actors; ask for fewer partitions, or place somebody there',
    )
  }
  return places
}

const add = (sums: readonly number[], at: number, more: number): number =>
  (sums[at] as number) + more

const missing = (key: string, partition: number, partitions: number): string =>
  `${key} is placed in partition ${partition}, and there are ${partitions}, numbered from 0`
