import asc from 'assemblyscript/asc'

const SOURCE = 'scripts/assembly/dense-layers.ts'

/**
 * Compiles the dense layers to WebAssembly; one source gives the same bytes each time.
 *
 * @throws Error where it does not compile
 */
export async function compileLayers(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined
  const { error, stderr } = await asc.main(
    [SOURCE, '--outFile', 'layers.wasm', '-O3', '--enable', 'simd', '--runtime', 'stub'].concat([
      '--noAssert',
      '--importMemory',
    ]),
    {
      writeFile(name, contents) {
        if (name.endsWith('.wasm')) bytes = contents as Uint8Array
      },
    },
  )
  if (error !== null || bytes === undefined) throw new Error(`${SOURCE}: ${stderr.toString()}`)
  return bytes
}

/** The module as source text: its bytes in base64, 96 characters a line. */
export function moduleText(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,96}/g) ?? []
  return `/** ${SOURCE}, compiled: \`npm run assembly\` writes this file. */
export const LAYERS_MODULE = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('')
`
}
