import type * as tf from '@tensorflow/tfjs-core'

type Tensor = tf.Tensor
type Gradients = Readonly<Record<string, () => Tensor>>

/** A kernel's gradient: what it has to keep, and the derivative by each of its inputs. */
interface Rule {
  readonly keep?: { readonly inputs?: readonly string[]; readonly output?: true } | 'all'
  readonly back: (
    dy: Tensor,
    kept: readonly Tensor[],
    attributes: Attributes,
  ) => Gradients | readonly (() => Tensor)[]
}

type Attributes = Readonly<Record<string, unknown>>

/**
 * The gradients that networks here need. The Node build of tfjs-core leaves all of them out, and the
 * package that registers them brings 294 MB; each is a line of calculus. Where TensorFlow.js's own are
 * registered already (tfjs-node does), these give way.
 */
export function registerGradients(core: typeof tf): void {
  for (const [kernelName, { keep, back }] of Object.entries(rulesOf(core))) {
    if (core.getGradient(kernelName) !== undefined) continue
    core.registerGradient({
      kernelName,
      ...(keep === 'all'
        ? { saveAllInputs: true }
        : {
            inputsToSave: [...(keep?.inputs ?? [])],
            outputsToSave: [keep?.output ?? false],
          }),
      gradFunc: (dy, kept, attributes) =>
        back(dy as Tensor, kept, attributes as unknown as Attributes) as never,
    })
  }
}

/** @see registerGradients */
function rulesOf(core: typeof tf): Readonly<Record<string, Rule>> {
  /** The derivative by an input that was spread to the shape of `dy`. */
  const gathered = (dy: Tensor, shape: readonly number[]): Tensor => {
    const ahead = dy.rank - shape.length
    const axes = dy.shape
      .map((_, axis) => axis)
      .filter((axis) => axis < ahead || (shape[axis - ahead] === 1 && dy.shape[axis] !== 1))
    return core.reshape(axes.length === 0 ? dy : core.sum(dy, axes), [...shape])
  }
  const both = { inputs: ['a', 'b'] }
  return {
    Add: {
      keep: both,
      back: (dy, [a, b]) => ({
        a: () => gathered(dy, shapeOf(a)),
        b: () => gathered(dy, shapeOf(b)),
      }),
    },
    Sub: {
      keep: both,
      back: (dy, [a, b]) => ({
        a: () => gathered(dy, shapeOf(a)),
        b: () => gathered(core.neg(dy), shapeOf(b)),
      }),
    },
    Multiply: {
      keep: both,
      back: (dy, [a, b]) => ({
        a: () => gathered(core.mul(dy, b as Tensor), shapeOf(a)),
        b: () => gathered(core.mul(dy, a as Tensor), shapeOf(b)),
      }),
    },
    BatchMatMul: {
      keep: both,
      back(dy, [a, b], { transposeA, transposeB }) {
        // Networks here transpose nothing; whoever does must not be told a wrong slope.
        if (transposeA || transposeB) throw new Error('matMul: no gradient of transposed matrices')
        return {
          a: () => core.matMul(dy, b as Tensor, false, true),
          b: () => core.matMul(a as Tensor, dy, true, false),
        }
      },
    },
    Tanh: {
      keep: { output: true },
      back: (dy, [y]) => ({ x: () => core.mul(dy, core.sub(1, core.square(y as Tensor))) }),
    },
    Sigmoid: {
      keep: { output: true },
      back: (dy, [y]) => ({
        x: () => core.mul(dy, core.mul(y as Tensor, core.sub(1, y as Tensor))),
      }),
    },
    LeakyRelu: {
      keep: { inputs: ['x'] },
      back: (dy, [x], { alpha }) => ({
        x: () => core.mul(dy, core.step(x as Tensor, alpha as number)),
      }),
    },
    Reshape: {
      keep: { inputs: ['x'] },
      back: (dy, [x]) => ({ x: () => core.reshape(dy, [...shapeOf(x)]) }),
    },
    Transpose: {
      back: (dy, _, { perm }) => ({ x: () => core.transpose(dy, undone(perm as number[])) }),
    },
    Concat: {
      keep: 'all',
      back(dy, parts, { axis }) {
        const along = axis as number
        const from = dy.shape.map(() => 0)
        return parts.map((part) => {
          const begin = [...from]
          from[along] = (from[along] as number) + (part.shape[along] as number)
          return () => core.slice(dy, begin, part.shape)
        })
      },
    },
    Slice: {
      keep: { inputs: ['x'] },
      back: (dy, [x], { begin }) => ({
        x: () => {
          const from = begin as number[]
          const around = shapeOf(x).map((size, axis): [number, number] => {
            const before = from[axis] as number
            return [before, size - before - (dy.shape[axis] as number)]
          })
          return core.pad(dy, around)
        },
      }),
    },
  }
}

const shapeOf = (tensor: Tensor | undefined): readonly number[] => (tensor as Tensor).shape

/** The permutation that undoes one. */
const undone = (permutation: readonly number[]): number[] =>
  permutation.map((_, axis) => permutation.indexOf(axis))
