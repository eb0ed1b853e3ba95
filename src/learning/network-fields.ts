/** What a file may say of a network: fields for whoever reads one. */
export { bookSchema, hiddenSchema } from '../../actors/learner/network/shape.ts'
