/** A hint that something was recorded. Nothing may depend on hearing it: whoever waits for it looks again after a while. */
export interface Bell {
  /** Resolves when something was recorded, after `ms` at the latest; rejects when the signal aborts. */
  heard(ms: number, signal?: AbortSignal): Promise<void>;
}
