import { exitCodeOf, tell } from './failure.ts'
import { createProgram } from './program.ts'

/** Does what `args` ask, says what went wrong if something does, and sets the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' })
  } catch (error) {
    tell(error, process.stderr, process.env.OUTCRY_DEBUG === '1')
    // Of a command that somebody stopped, the exit code is the signal's, and is there.
    process.exitCode ??= exitCodeOf(error)
  }
}
