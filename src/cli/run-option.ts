import { InvalidArgumentError, Option } from 'commander'

/** `--runs`: where run folders stand. */
export const runsOption = (): Option =>
  new Option('--runs <folder>', 'the folder that run folders stand in')
    .argParser(folder)
    .default('runs')

/** An option's folder, as it was said. @throws InvalidArgumentError where nothing was */
export function folder(text: string): string {
  if (text !== '') return text
  throw new InvalidArgumentError('It must name a folder.')
}

/** What `<run>` may be, for the help of the commands that take one. */
export const RUN_ARGUMENT = 'a run folder, the name of one under runs/, or "latest"'
