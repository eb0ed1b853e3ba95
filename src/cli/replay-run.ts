import { readManifest } from '../journal/manifest.ts'
import { runFolderAt } from '../journal/run-folder.ts'
import { replayLive } from '../live/replay.ts'
import { CommandFailure, EXIT } from './failure.ts'

/**
 * `outcry replay RUN` of a live market's run.
 * @throws CommandFailure where it is none, or has not come to an end
 */
export async function replayRun(path: string, json: boolean): Promise<void> {
  const manifest = readManifest(path)
  if (manifest.live === undefined) {
    const remedy = 'a simulated run is its own replay: run its scenario again, or outcry diff'
    throw new CommandFailure(`${path}: is no run of a live market; ${remedy}`, EXIT.badInput)
  }
  if (manifest.hash === null) {
    throw new CommandFailure(`${path}: the exchange has not come to an end`, EXIT.badInput)
  }
  const found = replayLive(manifest, runFolderAt(path).tape)
  const { inputs, said, isSame, differs } = found
  const verdict = isSame ? 'the same bytes' : `another from record ${differs} on`
  process.stdout.write(
    json
      ? `${JSON.stringify({ path, ...found, tape: manifest.hash }, null, 2)}\n`
      : `told   ${inputs} messages\nsaid   ${said}: ${verdict}\ntape   ${found.hash}\n`,
  )
  if (!isSame) process.exitCode = EXIT.failed
}
