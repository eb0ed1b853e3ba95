import { z } from 'zod'

/** What may be named in a task: its fields, and what is made of them. */
export interface PieceType<Fields extends z.ZodRawShape, Made> {
  readonly fields: Fields
  create(parameters: z.output<z.ZodObject<Fields>>): Made
}

/** Keeps the types of a piece's fields and of what it makes together. */
export const piece = <Fields extends z.ZodRawShape, Made>(
  fields: Fields,
  create: PieceType<Fields, Made>['create'],
): PieceType<Fields, Made> => ({ fields, create })

type Types<Made> = Readonly<Record<string, { fields: z.ZodRawShape; create(p: never): Made }>>

/** One named piece as a task's file has it: an object with its `type`, or its name alone. */
export interface Named {
  readonly type: string
}

/** What may be said of a piece out of `types`: `{ type: name, … }`, or the name alone. */
export function pieceOf<Made>(types: Types<Made>) {
  const names = Object.keys(types)
  const objects = names.map((type) =>
    z.strictObject({ type: z.literal(type), ...(types[type] as { fields: z.ZodRawShape }).fields }),
  )
  const object = z.discriminatedUnion('type', objects as never) as z.ZodType<Named>
  return z.preprocess((given) => (typeof given === 'string' ? { type: given } : given), object)
}

/** Makes what a parsed piece names. */
export function createPiece<Made>(types: Types<Made>, { type, ...parameters }: Named): Made {
  return (types[type] as { create(p: unknown): Made }).create(parameters)
}
