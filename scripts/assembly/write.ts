import { writeFileSync } from 'node:fs'
import { compileLayers, moduleText } from './compile.ts'

// Writes the compiled layers beside who uses them.
writeFileSync('src/learning/fused/layers-module.ts', moduleText(await compileLayers()))
