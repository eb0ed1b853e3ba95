import { createServer } from 'node:http'

/**
 * Serves a process's figures as Prometheus reads them (text format 0.0.4) at `/metrics` of a port of
 * this machine: every number of the status, as `outcry_live_<name>`.
 * @returns what ends it
 */
export function serveMetrics(port: number, status: () => object): () => void {
  const server = createServer((request, response) => {
    const isFound = request.url === '/metrics'
    response.writeHead(isFound ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' })
    response.end(isFound ? metricsText(status()) : 'the figures are at /metrics\n')
  })
  server.on('error', ({ message }) => {
    process.stderr.write(
      `outcry: no figures are served: ${message}; name another port with --metrics\n`,
    )
  })
  server.listen(port, '127.0.0.1')
  server.unref()
  return () => server.close()
}

/** Every number of `status`, a line each; what is inside another is named after both. */
export function metricsText(status: object, prefix = 'outcry_live'): string {
  let text = ''
  for (const [name, value] of Object.entries(status)) {
    const metric = `${prefix}_${name.replace(/[^A-Za-z0-9]+/g, '_').replace(/([a-z])([A-Z])/g, '$1_$2')}`
    if (typeof value === 'number') text += `${metric.toLowerCase()} ${value}\n`
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      text += metricsText(value, metric)
    }
  }
  return text
}
