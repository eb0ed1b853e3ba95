/**
 * Dense layers by SIMD: forward, backward and Adam, floats of 32 bits. Pointers are bytes into the memory;
 * matrices stand row by row. Each sum has one order whatever the number of rows, so that a row gives the
 * same bits alone and among others.
 */

/** tanh of four, a quotient of polynomials (as in Eigen's `generic_fast_tanh_float`). */
function tanh4(given: v128): v128 {
  const x = f32x4.pmin(
    f32x4.pmax(given, f32x4.splat(-7.905311107635498)),
    f32x4.splat(7.905311107635498),
  )
  const s = f32x4.mul(x, x)
  let p = f32x4.splat(-2.76076847742355e-16)
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.00018790482477e-13))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-8.60467152213735e-11))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(5.12229709037114e-8))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(1.48572235717979e-5))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(6.37261928875436e-4))
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(4.89352455891786e-3))
  let q = f32x4.splat(1.19825839466702e-6)
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(1.18534705686654e-4))
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(2.268434632439e-3))
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(4.89352518554385e-3))
  return f32x4.div(f32x4.mul(x, p), q)
}

/** output = bend(biases + input · weights), for `rows` rows; `bend`: 1 is tanh, 0 none. */
export function dense(
  input: usize,
  weights: usize,
  biases: usize,
  output: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
  bend: i32,
): void {
  const wide = outputs & ~15
  const four = outputs & ~3
  const stride = (<usize>outputs) << 2
  for (let row = 0; row < rows; row++) {
    const x = input + ((<usize>(row * inputs)) << 2)
    const y = output + ((<usize>(row * outputs)) << 2)
    let to = 0
    for (; to < wide; to += 16) {
      const at = (<usize>to) << 2
      let a = v128.load(biases + at)
      let b = v128.load(biases + at, 16)
      let c = v128.load(biases + at, 32)
      let d = v128.load(biases + at, 48)
      let w = weights + at
      for (let k = 0; k < inputs; k++) {
        const s = v128.load32_splat(x + ((<usize>k) << 2))
        a = f32x4.add(a, f32x4.mul(s, v128.load(w)))
        b = f32x4.add(b, f32x4.mul(s, v128.load(w, 16)))
        c = f32x4.add(c, f32x4.mul(s, v128.load(w, 32)))
        d = f32x4.add(d, f32x4.mul(s, v128.load(w, 48)))
        w += stride
      }
      v128.store(y + at, a)
      v128.store(y + at, b, 16)
      v128.store(y + at, c, 32)
      v128.store(y + at, d, 48)
    }
    for (; to < four; to += 4) {
      const at = (<usize>to) << 2
      let a = v128.load(biases + at)
      let w = weights + at
      for (let k = 0; k < inputs; k++) {
        a = f32x4.add(a, f32x4.mul(v128.load32_splat(x + ((<usize>k) << 2)), v128.load(w)))
        w += stride
      }
      v128.store(y + at, a)
    }
    for (; to < outputs; to++) {
      const at = (<usize>to) << 2
      let a = load<f32>(biases + at)
      let w = weights + at
      for (let k = 0; k < inputs; k++) {
        a += load<f32>(x + ((<usize>k) << 2)) * load<f32>(w)
        w += stride
      }
      store<f32>(y + at, a)
    }
  }
  if (bend !== 0) bendAll(output, rows * outputs)
}

function bendAll(at: usize, count: i32): void {
  let nth = 0
  for (; nth + 4 <= count; nth += 4) {
    const place = at + ((<usize>nth) << 2)
    v128.store(place, tanh4(v128.load(place)))
  }
  for (; nth < count; nth++) {
    const place = at + ((<usize>nth) << 2)
    store<f32>(place, f32x4.extract_lane(tanh4(f32x4.splat(load<f32>(place))), 0))
  }
}

/** delta = delta · (1 − y²), where y is a tanh. */
export function unbend(delta: usize, y: usize, count: i32): void {
  const one = f32x4.splat(1)
  let nth = 0
  for (; nth + 4 <= count; nth += 4) {
    const at = (<usize>nth) << 2
    const v = v128.load(y + at)
    v128.store(delta + at, f32x4.mul(v128.load(delta + at), f32x4.sub(one, f32x4.mul(v, v))))
  }
  for (; nth < count; nth++) {
    const at = (<usize>nth) << 2
    const v = load<f32>(y + at)
    store<f32>(delta + at, load<f32>(delta + at) * (1 - v * v))
  }
}

/**
 * The gradient of a layer's numbers: byWeights = inputᵀ · delta, byBiases = the sum of delta over the rows,
 * in the order of the rows.
 */
export function byNumbers(
  input: usize,
  delta: usize,
  byWeights: usize,
  byBiases: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
): void {
  const down = (<usize>outputs) << 2
  const across = (<usize>inputs) << 2
  const four = outputs & ~3
  let to = 0
  for (; to + 16 <= outputs; to += 16) {
    const at = (<usize>to) << 2
    for (let k = 0; k < inputs; k++) {
      let a = f32x4.splat(0)
      let b = a
      let c = a
      let d = a
      let x = input + ((<usize>k) << 2)
      let g = delta + at
      for (let row = 0; row < rows; row++) {
        const s = v128.load32_splat(x)
        a = f32x4.add(a, f32x4.mul(s, v128.load(g)))
        b = f32x4.add(b, f32x4.mul(s, v128.load(g, 16)))
        c = f32x4.add(c, f32x4.mul(s, v128.load(g, 32)))
        d = f32x4.add(d, f32x4.mul(s, v128.load(g, 48)))
        x += across
        g += down
      }
      const w = byWeights + <usize>k * down + at
      v128.store(w, a)
      v128.store(w, b, 16)
      v128.store(w, c, 32)
      v128.store(w, d, 48)
    }
  }
  for (; to < four; to += 4) {
    const at = (<usize>to) << 2
    for (let k = 0; k < inputs; k++) {
      let a = f32x4.splat(0)
      let x = input + ((<usize>k) << 2)
      let g = delta + at
      for (let row = 0; row < rows; row++) {
        a = f32x4.add(a, f32x4.mul(v128.load32_splat(x), v128.load(g)))
        x += across
        g += down
      }
      v128.store(byWeights + <usize>k * down + at, a)
    }
  }
  for (; to < outputs; to++) {
    const at = (<usize>to) << 2
    for (let k = 0; k < inputs; k++) {
      let a: f32 = 0
      let x = input + ((<usize>k) << 2)
      let g = delta + at
      for (let row = 0; row < rows; row++) {
        a += load<f32>(x) * load<f32>(g)
        x += across
        g += down
      }
      store<f32>(byWeights + <usize>k * down + at, a)
    }
  }
  for (to = 0; to < outputs; to++) {
    let a: f32 = 0
    let g = delta + ((<usize>to) << 2)
    for (let row = 0; row < rows; row++) {
      a += load<f32>(g)
      g += down
    }
    store<f32>(byBiases + ((<usize>to) << 2), a)
  }
}

/** The slope by a layer's input: before = delta · weightsᵀ. */
export function byInput(
  delta: usize,
  weights: usize,
  before: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
): void {
  const four = outputs & ~3
  const down = (<usize>outputs) << 2
  for (let row = 0; row < rows; row++) {
    const g = delta + <usize>row * down
    const out = before + ((<usize>(row * inputs)) << 2)
    let w = weights
    for (let k = 0; k < inputs; k++) {
      let sums = f32x4.splat(0)
      let to = 0
      for (; to < four; to += 4) {
        const at = (<usize>to) << 2
        sums = f32x4.add(sums, f32x4.mul(v128.load(g + at), v128.load(w + at)))
      }
      let sum =
        f32x4.extract_lane(sums, 0) +
        f32x4.extract_lane(sums, 1) +
        (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
      for (; to < outputs; to++) {
        const at = (<usize>to) << 2
        sum += load<f32>(g + at) * load<f32>(w + at)
      }
      store<f32>(out + ((<usize>k) << 2), sum)
      w += down
    }
  }
}

/** The sum of squares, in double precision. */
export function squares(at: usize, count: i32): f64 {
  let sum: f64 = 0
  for (let nth = 0; nth < count; nth++) {
    const x = <f64>load<f32>(at + ((<usize>nth) << 2))
    sum += x * x
  }
  return sum
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1), β₁ = .9, β₂ = .999, ε = 1e-5, on `count` numbers, the gradient
 * times `scale`; `left1` and `left2` are 1 − β₁ᵗ and 1 − β₂ᵗ.
 */
export function adam(
  numbers: usize,
  gradient: usize,
  first: usize,
  second: usize,
  count: i32,
  scale: f32,
  rate: f32,
  left1: f32,
  left2: f32,
): void {
  const s = f32x4.splat(scale)
  const r = f32x4.splat(rate / left1)
  const l = f32x4.splat(left2)
  const e = f32x4.splat(1e-5)
  let nth = 0
  for (; nth < count; nth += 4) {
    const at = (<usize>nth) << 2
    const g = f32x4.mul(s, v128.load(gradient + at))
    const m = f32x4.add(
      f32x4.mul(f32x4.splat(0.9), v128.load(first + at)),
      f32x4.mul(f32x4.splat(0.1), g),
    )
    const v = f32x4.add(
      f32x4.mul(f32x4.splat(0.999), v128.load(second + at)),
      f32x4.mul(f32x4.mul(f32x4.splat(0.001), g), g),
    )
    v128.store(first + at, m)
    v128.store(second + at, v)
    const step = f32x4.div(f32x4.mul(r, m), f32x4.add(f32x4.sqrt(f32x4.div(v, l)), e))
    v128.store(numbers + at, f32x4.sub(v128.load(numbers + at), step))
  }
}
