/** The machine's clock, ns since 1970, as exact as a double is: to about 250 ns. */
export const wallNanos = (): number => (performance.timeOrigin + performance.now()) * 1e6
