// One EventSource that is opened again whenever it ended for good, fell silent, or should carry something else.

const EVENTS = ['hello', 'quote', 'ready', 'trade', 'gap', 'status', 'slow', 'heartbeat', 'expiring', 'problem', 'goodbye'];

// Until a hello says otherwise.
const DEFAULT_HEARTBEAT_MS = 15_000;

// In heartbeats: one that is late makes the prices doubtful, two that are missing mean that nobody is there.
const STALE_AFTER = 1.5;
const DEAD_AFTER = 2.5;

const WATCH_MS = 1_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * States: connecting, connected, stale (silent), reconnecting, ended (the server wants nobody back).
 * A browser comes back by itself after a clean end, but gives up for good after any answer but 200, and Firefox also while offline.
 */
export class LiveStream {
  #source = null;
  #request = null;
  #cursor = '';
  #state = 'connecting';
  #heartbeatMs = DEFAULT_HEARTBEAT_MS;
  #heardAt = 0;
  #attempts = 0;
  #reopening = 0;
  #handlers;
  #stateChanged;

  /**
   * @param {Record<string, (data: object) => void>} handlers one for each event that is of interest.
   * @param {(state: string) => void} stateChanged
   */
  constructor(handlers, stateChanged) {
    this.#handlers = handlers;
    this.#stateChanged = stateChanged;
    setInterval(() => this.#watch(), WATCH_MS);
    addEventListener('online', () => this.#reopening && this.#connect());
    // A frozen page keeps its socket and stops reading: to the server that is a reader that is too slow.
    document.addEventListener('freeze', () => this.#close());
    document.addEventListener('resume', () => this.#request && this.#state !== 'ended' && this.#connect());
  }

  /** Follows other symbols, another rate or other trades, in place of what it followed. */
  open({ symbols, rate, trades }) {
    const request = { symbols: symbols.join(), rate, trades: trades.join() };
    // A cursor knows no symbol that was not followed before: it would get no snapshot.
    if (request.symbols !== this.#request?.symbols) {
      this.#cursor = '';
    }

    this.#request = request;
    this.#attempts = 0;
    this.#connect();
  }

  #connect() {
    this.#close();
    const { symbols, rate, trades } = this.#request;
    const query = new URLSearchParams({ symbols, maxRate: rate });
    if (trades) {
      query.set('trades', trades);
    }

    // A new EventSource has forgotten the last id; one that comes back by itself sends it as a header, which wins.
    if (this.#cursor) {
      query.set('cursor', this.#cursor);
    }

    const source = new EventSource(`v1/stream?${query}`);
    this.#source = source;
    this.#heardAt = performance.now();
    for (const name of EVENTS) {
      source.addEventListener(name, event => this.#heard(name, event));
    }

    source.addEventListener('error', () => this.#failed(source));
  }

  #close() {
    clearTimeout(this.#reopening);
    this.#reopening = 0;
    // Events of a closed source that are queued already are still delivered by no browser.
    this.#source?.close();
    this.#source = null;
  }

  #heard(name, event) {
    const data = JSON.parse(event.data);
    this.#heardAt = performance.now();
    this.#cursor = event.lastEventId || this.#cursor;
    if (name === 'hello') {
      this.#attempts = 0;
      this.#heartbeatMs = data.heartbeatSeconds * 1000;
    }

    if (name !== 'goodbye') {
      this.#enter('connected');
    }

    this.#handlers[name]?.(data);
    if (name === 'goodbye' && !data.reconnect) {
      this.#close();
      this.#enter('ended');
    }
  }

  #failed(source) {
    if (source !== this.#source) {
      return;
    }

    this.#heardAt = performance.now();
    this.#enter('reconnecting');
    if (source.readyState === EventSource.CLOSED) {
      this.#reopenLater();
    }
  }

  // From half to the whole of a wait that doubles, so that not all pages come back at once.
  #reopenLater() {
    this.#close();
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.#attempts, LONGEST_WAIT_MS);
    this.#attempts = Math.min(this.#attempts + 1, 10);
    this.#reopening = setTimeout(() => this.#connect(), wait * (0.5 + Math.random() / 2));
  }

  #watch() {
    if (!this.#source) {
      return;
    }

    const silence = (performance.now() - this.#heardAt) / this.#heartbeatMs;
    if (silence > DEAD_AFTER) {
      this.#enter('reconnecting');
      this.#reopenLater();
    } else if (silence > STALE_AFTER && this.#state === 'connected') {
      this.#enter('stale');
    }
  }

  #enter(state) {
    if (state !== this.#state) {
      this.#state = state;
      this.#stateChanged(state);
    }
  }
}
