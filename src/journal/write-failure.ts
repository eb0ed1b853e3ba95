import { RunFolderError } from './run-folder-error.ts'
import { TapeError } from './tape.ts'

/** A file that could not be written, and not because of what was asked: which, why, what helps. */
export class WriteError extends Error {
  override readonly name = 'WriteError'
}

/** What has been told in our own words, whoever threw it. */
const isTold = (cause: unknown): cause is Error =>
  cause instanceof WriteError || cause instanceof TapeError || cause instanceof RunFolderError

/** `cause` as the failure to write `path`; what says of itself what went wrong stays as it is. */
export function unwritten(path: string, cause: unknown): Error {
  if (isTold(cause)) return cause
  return new WriteError(`${path}: cannot be written: ${whyUnwritten(cause)}`, { cause })
}

/** What a system says when it does not write: by its code, or in the words of a library. */
const FAILURES = [
  {
    code: 'ENOSPC',
    words: 'No space left on device',
    why: 'the disk is full',
    remedy: 'free some space or choose another folder',
  },
  {
    code: 'EDQUOT',
    words: 'Disk quota exceeded',
    why: 'the disk quota is used up',
    remedy: 'free some space or choose another folder',
  },
  {
    code: 'EFBIG',
    words: 'File too large',
    why: 'the file may not grow so large',
    remedy: 'raise the limit (`ulimit -f`) or choose another folder',
  },
  {
    code: 'EACCES',
    words: 'Permission denied',
    why: 'permission denied',
    remedy: 'choose a folder that you may write to',
  },
  {
    code: 'EPERM',
    words: 'Operation not permitted',
    why: 'it is not permitted',
    remedy: 'choose a folder that you may write to',
  },
  {
    code: 'EROFS',
    words: 'Read-only file system',
    why: 'the file system is read-only',
    remedy: 'choose another folder',
  },
  {
    code: 'ENOTDIR',
    words: 'Not a directory',
    why: 'a part of its path is a file',
    remedy: 'choose another folder',
  },
  {
    code: 'EEXIST',
    words: 'File exists',
    why: 'there is a file of this name',
    remedy: 'choose another folder',
  },
  {
    code: 'EISDIR',
    words: 'Is a directory',
    why: 'there is a folder of this name',
    remedy: 'choose another file',
  },
  {
    code: 'ENOENT',
    words: 'No such file or directory',
    why: 'there can be no such folder',
    remedy: 'choose another folder',
  },
] as const

/**
 * Why something could not be written and what helps, as the end of a sentence: `the disk is full
 * (ENOSPC); free some space or choose another folder`. What is not known is told as it was said.
 *
 * @param cause what the system threw, or a library that only quotes it
 */
export function whyUnwritten(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  const known = FAILURES.find((failure) => failure.code === code || message.includes(failure.words))
  if (known !== undefined) return `${known.why} (${known.code}); ${known.remedy}`
  return message.split('\n', 1)[0] as string
}
