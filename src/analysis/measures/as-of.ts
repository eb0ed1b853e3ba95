/**
 * For each of `moments`, the place in `times` of the last observation at or before it, −1 where
 * there is none yet: the observation that a market still shows at that moment.
 *
 * @param times not decreasing; of equal times the last counts
 * @param moments not decreasing
 */
export function asOf(times: ArrayLike<number>, moments: ArrayLike<number>): Int32Array {
  const places = new Int32Array(moments.length)
  let next = 0
  for (let index = 0; index < moments.length; index++) {
    const moment = moments[index] as number
    while (next < times.length && (times[next] as number) <= moment) next++
    places[index] = next - 1
  }
  return places
}
