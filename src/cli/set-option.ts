import { Option } from 'commander'

/** `--set`, as often as there are fields to set. */
export const setOption = (): Option =>
  new Option('--set <path=value>', 'set a field, such as groups.noise.count=5; repeatable')
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none')
