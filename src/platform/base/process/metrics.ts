import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Numbers for Prometheus. Rooms add their own to `registry` under `shudu_<room>_…`. */
export type Metrics = {
  readonly registry: Registry
  readonly requests: Histogram<'method' | 'route' | 'status'>
  readonly denials: Counter<'action'>
}

/** A registry with the process's own numbers (event loop lag, memory, handles) and those of the edge. */
export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: new Histogram({
      name: 'shudu_http_request_seconds',
      help: 'Time from the first byte of a request to the end of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
      registers: [registry],
    }),
    denials: new Counter({
      name: 'shudu_http_denials_total',
      help: 'Requests that the decision on access refused',
      labelNames: ['action'],
      registers: [registry],
    }),
  }
}

/** A gauge whose value is asked for when somebody looks. A failing question leaves it unset. */
export function askedGauge(registry: Registry, name: string, help: string, ask: () => number | Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      try {
        this.set(await ask())
      } catch {
        this.reset() // The database is away: no number is better than an old one.
      }
    },
  })
}
