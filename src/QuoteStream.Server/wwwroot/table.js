// The table of quotes. What arrives is kept per symbol and drawn once a frame: a fast symbol costs one row, not one event.

import { NONE, decimalsOf, formatChange, formatPercent, formatPrice, formatSize, formatTime, formatVolume } from './format.js';
import { describeState } from './state.js';

const FLASH_MS = 700;

// No cell flashes more than three times a second: faster may cause seizures (WCAG 2.3.1).
const FLASH_PAUSE_MS = 350;

const stillness = matchMedia('(prefers-reduced-motion: reduce)');

export class QuoteTable {
  #body;
  #template;
  #picked;
  #rows = new Map();
  #dirty = new Set();
  #filter = '';
  #sort = null;
  #frame = 0;

  /** @param {(symbol: string) => void} picked a symbol was clicked. */
  constructor(body, template, picked) {
    this.#body = body;
    this.#template = template;
    this.#picked = picked;
    // Tooltips are made when somebody points at a row, not with every quote.
    body.addEventListener('pointerover', event => this.#explain(event.target.closest('tr')));
  }

  get symbols() {
    return [...this.#rows.keys()];
  }

  get visible() {
    return [...this.#rows.values()].filter(row => !row.element.hidden).length;
  }

  has(symbol) {
    return this.#rows.has(symbol);
  }

  /** Adds rows for instruments that have none; true when there were any. */
  add(instruments) {
    const before = this.#rows.size;
    for (const { symbol, name = '' } of instruments) {
      if (!this.#rows.has(symbol)) {
        const row = this.#createRow(symbol, name);
        this.#rows.set(symbol, row);
        this.#body.append(row.element);
        this.#show(row);
      }
    }

    this.#order();
    return this.#rows.size > before;
  }

  /** Takes a quote, and returns how many updates were merged into it. */
  update(quote) {
    const row = this.#rows.get(quote.symbol);
    if (!row) {
      return 0;
    }

    const merged = row.sequence && quote.seq > row.sequence ? quote.seq - row.sequence - 1 : 0;
    row.sequence = quote.seq;
    row.quote = quote;
    this.#redraw(row);
    return merged;
  }

  updateStatus(status) {
    const row = this.#rows.get(status.symbol);
    if (row) {
      row.status = status;
      row.quote = row.quote && { ...row.quote, state: status.state, stale: status.stale };
      this.#redraw(row);
    }
  }

  /** Sequences of another connection are not compared: they may be another server's. */
  forgetSequences() {
    for (const row of this.#rows.values()) {
      row.sequence = 0;
    }
  }

  decimals(symbol) {
    return this.#rows.get(symbol)?.decimals ?? 2;
  }

  pick(symbols) {
    for (const [symbol, row] of this.#rows) {
      row.button.setAttribute('aria-pressed', symbols.includes(symbol));
    }
  }

  filter(text) {
    this.#filter = text.trim().toLowerCase();
    for (const row of this.#rows.values()) {
      this.#show(row);
    }
  }

  /** @param {{key: string, descending: boolean} | null} sort null: as they were added. */
  sort(sort) {
    this.#sort = sort;
    this.#order();
  }

  #show(row) {
    row.element.hidden = !(row.symbol.toLowerCase().startsWith(this.#filter) || row.name.toLowerCase().includes(this.#filter));
  }

  #order() {
    const rows = [...this.#rows.values()];
    if (this.#sort) {
      const { key, descending } = this.#sort;
      const valueOf = key === 'symbol' ? row => row.symbol : row => row.quote?.[key] ?? -Infinity;
      rows.sort((a, b) => (valueOf(a) < valueOf(b) ? -1 : valueOf(a) > valueOf(b) ? 1 : 0) * (descending ? -1 : 1));
    }

    // A row that is moved loses the focus: only those that are out of place are.
    let place = this.#body.firstElementChild;
    for (const { element } of rows) {
      if (element === place) {
        place = place.nextElementSibling;
      } else {
        this.#body.insertBefore(element, place);
      }
    }
  }

  #createRow(symbol, name) {
    const element = this.#template.content.firstElementChild.cloneNode(true);
    const cell = selector => element.querySelector(selector);
    const text = selector => cell(selector).appendChild(new Text(NONE));
    element.dataset.symbol = symbol;
    const button = cell('button');
    button.textContent = symbol;
    button.title = name;
    button.addEventListener('click', () => this.#picked(symbol));
    cell('.name').textContent = name;
    const side = selector => ({
      cell: cell(selector), price: text(`${selector} .price`), size: text(`${selector} .size`), venue: text(`${selector} .venue`),
    });
    return {
      symbol, name, element, button, heading: cell('th'),
      quote: null, drawn: {}, status: null, sequence: 0, decimals: 2,
      last: { cell: cell('.last'), price: text('.last .price') },
      tick: text('.tick'), change: text('.change'), percent: text('.percent'), bid: side('.bid'), ask: side('.ask'),
      low: text('.low'), high: text('.high'), bar: cell('.bar'), volume: text('.volume'), stateCell: cell('.state'), badge: text('.badge'), reason: text('.reason'),
    };
  }

  #redraw(row) {
    this.#dirty.add(row);
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    for (const row of this.#dirty) {
      drawRow(row);
    }

    this.#dirty.clear();
  }

  #explain(element) {
    const row = element && this.#rows.get(element.dataset.symbol);
    if (!row?.quote) {
      return;
    }

    const { quote } = row;
    row.last.cell.title = `Last ${formatSize(quote.lastSize)} at ${formatPrice(quote.last, row.decimals)}; newest tick ${formatTime(quote.time)}`;
    row.bid.cell.title = sideTitle('Bid', quote.bid, quote.bidSize, quote.bidVenue, row);
    row.ask.cell.title = sideTitle('Ask', quote.ask, quote.askSize, quote.askVenue, row);
    row.stateCell.title = `${row.badge.data} ${row.reason.data}`.trim();
  }
}

function drawRow(row) {
  const { quote, drawn } = row;
  if (!quote) {
    return;
  }

  for (const price of [quote.bid, quote.ask, quote.previousClose]) {
    row.decimals = price === undefined ? row.decimals : Math.max(row.decimals, decimalsOf(price));
  }

  const { decimals } = row;
  write(row.last.price, formatPrice(quote.last, decimals));
  write(row.change, formatChange(quote.change, decimals));
  write(row.percent, formatPercent(quote.changePercent));
  drawSide(row.bid, quote.bid, quote.bidSize, quote.bidVenue, decimals);
  drawSide(row.ask, quote.ask, quote.askSize, quote.askVenue, decimals);
  write(row.low, quote.high === undefined ? '' : formatPrice(quote.low, decimals));
  write(row.high, formatPrice(quote.high, decimals));
  write(row.volume, formatVolume(quote.volume));
  if (drawn.last !== undefined && quote.last !== drawn.last) {
    write(row.tick, quote.last > drawn.last ? '▲' : '▼');
    mark(row.last.cell, 'direction', quote.last > drawn.last ? 'up' : 'down');
  } else if (drawn.last === undefined) {
    write(row.tick, '');
  }

  mark(row.element, 'change', quote.change > 0 ? 'up' : quote.change < 0 ? 'down' : '');
  const span = quote.high - quote.low;
  row.bar.style.setProperty('--at', span > 0 ? ((quote.last - quote.low) / span).toFixed(3) : '0.5');
  mark(row.bar, 'known', quote.high === undefined ? '' : 'yes');
  drawState(row);
  // The price of a symbol that does not trade, or may be old, must not look alive.
  if (row.element.dataset.state === 'trading') {
    flash(row.last, drawn.last, quote.last, '100%');
    flash(row.bid, drawn.bid, quote.bid, '45%');
    flash(row.ask, drawn.ask, quote.ask, '45%');
  }

  row.drawn = quote;
}

function drawSide(side, price, size, venue, decimals) {
  write(side.price, formatPrice(price, decimals));
  write(side.size, price === undefined ? '' : formatSize(size));
  write(side.venue, venue ?? '');
}

function drawState(row) {
  const { kind, label, reason } = describeState(row.quote, row.status);
  write(row.badge, label);
  write(row.reason, reason);
  mark(row.element, 'state', kind);
  mark(row.element, 'market', row.quote.market ?? '');
  // Where there is no room for the column of states, the symbol carries it.
  mark(row.heading, 'mark', kind === 'trading' && !row.quote.market ? '' : label);
}

/** @param {string} strength the last price stands out from bid and ask, which change far more often. */
function flash(part, before, now, strength) {
  const at = performance.now();
  if (before === undefined || now === undefined || before === now || stillness.matches || at - (part.flashedAt ?? 0) < FLASH_PAUSE_MS) {
    return;
  }

  part.flashedAt = at;
  const colour = `color-mix(in srgb, var(${now > before ? '--flash-up' : '--flash-down'}) ${strength}, transparent)`;
  part.cell.animate([{ backgroundColor: colour }, { backgroundColor: 'transparent' }], { duration: FLASH_MS, easing: 'ease-out' });
}

function write(text, value) {
  if (text.data !== value) {
    text.data = value;
  }
}

function mark(element, name, value) {
  if ((element.dataset[name] ?? '') !== value) {
    element.dataset[name] = value;
  }
}

function sideTitle(name, price, size, venue, row) {
  return price === undefined ? `No ${name.toLowerCase()}` : `${name} ${formatPrice(price, row.decimals)} × ${formatSize(size)} at ${venue ?? 'an unnamed venue'}`;
}
