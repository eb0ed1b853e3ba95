/** What the exchange says to itself through the stream, so that it has its place among the orders. */
export type Control =
  | { readonly is: 'begin'; readonly epoch: string; readonly terms: string }
  | { readonly is: 'tick' }
  | {
      readonly is: 'disconnect'
      readonly participant: number
      /** Nothing was heard of it, or it is cut off since it floods. */
      readonly why: 'silence' | 'flood'
    }

/** A control message's bytes: JSON. */
export const controlText = (control: Control): string => JSON.stringify(control)

/** Reads what `controlText` wrote; `undefined` where it is something else. */
export function readControl(bytes: Uint8Array): Control | undefined {
  try {
    const said = JSON.parse(new TextDecoder().decode(bytes)) as Control | null
    if (said?.is !== 'disconnect') return said ?? undefined
    const { participant } = said
    return Number.isInteger(participant) && participant >= 0 ? said : undefined
  } catch {
    return undefined
  }
}
