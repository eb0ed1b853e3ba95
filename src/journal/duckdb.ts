import { createRequire } from 'node:module'

/**
 * The database. It is loaded by `require` because it is CommonJS of two hundred files: `import`
 * would first search each for the names that it exports, which takes as long again as loading.
 */
export const duckdb = createRequire(import.meta.url)(
  '@duckdb/node-api',
) as typeof import('@duckdb/node-api')
