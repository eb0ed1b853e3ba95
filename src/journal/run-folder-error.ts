/** A run folder that cannot be made, found, read or asked: which file, what is wrong, what helps. */
export class RunFolderError extends Error {
  override readonly name = 'RunFolderError'
}
