import type { Command } from 'commander'
import { packageVersion } from './package-version.ts'

const EXAMPLES = `
Examples:
  outcry doctor
  outcry doctor --json
`

/** `outcry doctor`: what there is on this machine, and what outcry makes of it. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .summary('tell what there is on this machine')
    .description('Tell which Node this is, and by what networks learn here, and why by that.')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: true }) => {
      const { chooseBackend } = await import('../learning/tensor/backend.ts')
      const { tensors, tried } = await chooseBackend()
      const { backend, version } = tensors
      const found = {
        ...{ outcry: packageVersion(), node: process.version },
        tensors: { version, backend, tried },
      }
      process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : textOf(found))
    })
}

interface Found {
  readonly outcry: string
  readonly node: string
  readonly tensors: {
    readonly version: string
    readonly backend: string
    readonly tried: readonly { readonly backend: string; readonly refusal: string | undefined }[]
  }
}

const NAMES: Readonly<Record<string, string>> = {
  node: '@tensorflow/tfjs-node',
  wasm: 'WASM',
  cpu: 'plain JavaScript',
}

function textOf({ outcry, node, tensors }: Found): string {
  const { version, backend, tried } = tensors
  const lines = tried.map((one) => {
    const name = NAMES[one.backend] ?? one.backend
    return `  ${name.padEnd(24)}${one.refusal ?? 'taken'}`
  })
  const advice =
    backend === 'node'
      ? []
      : ['  npm install @tensorflow/tfjs-node is faster for large networks, where it has a build.']
  return `${[
    `outcry ${outcry}, Node ${node}`,
    `TensorFlow.js ${version} on ${NAMES[backend] ?? backend}:`,
    ...lines,
    ...advice,
  ].join('\n')}\n`
}
