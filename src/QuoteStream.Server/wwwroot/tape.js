// The newest trades of the symbols that were picked.

import { formatPrice, formatSize, formatTime } from './format.js';

const MAX_ROWS = 60;

export class Tape {
  #body;
  #decimals;
  #rows = [];
  #waiting = [];
  #lastPrices = new Map();
  #frame = 0;

  /** @param {(symbol: string) => number} decimals of a symbol's prices. */
  constructor(body, decimals) {
    this.#body = body;
    this.#decimals = decimals;
  }

  add(trade) {
    this.#wait({ trade });
  }

  addGap(gap) {
    this.#wait({ gap });
  }

  /** Drops what is not of these symbols. */
  keep(symbols) {
    const wanted = row => symbols.includes(row.symbol);
    this.#rows.filter(row => !wanted(row)).forEach(row => row.element.remove());
    this.#rows = this.#rows.filter(wanted);
    this.#waiting = this.#waiting.filter(entry => symbols.includes((entry.trade ?? entry.gap).symbol));
  }

  // A page in the background draws no frames: what waits is bounded too.
  #wait(entry) {
    this.#waiting.push(entry);
    if (this.#waiting.length > MAX_ROWS) {
      this.#waiting.shift();
    }

    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    const fresh = this.#waiting.map(entry => (entry.trade ? this.#createTrade(entry.trade) : createGap(entry.gap))).reverse();
    this.#waiting = [];
    this.#body.prepend(...fresh.map(row => row.element));
    this.#rows.unshift(...fresh);
    this.#rows.splice(MAX_ROWS).forEach(row => row.element.remove());
  }

  #createTrade(trade) {
    const before = this.#lastPrices.get(trade.symbol) ?? trade.price;
    this.#lastPrices.set(trade.symbol, trade.price);
    const element = createRow([
      formatTime(trade.time), trade.symbol, formatPrice(trade.price, this.#decimals(trade.symbol)), formatSize(trade.size), trade.venue ?? '',
    ]);
    element.dataset.direction = trade.price > before ? 'up' : trade.price < before ? 'down' : '';
    element.dataset.regular = trade.regular;
    element.title = [trade.suspicious && 'Far from the last price', trade.regular ? '' : 'Does not set the last price', trade.conditions?.trim() && `Conditions ${trade.conditions.trim()}`]
      .filter(Boolean).join('. ');
    if (trade.correction) {
      this.#rows.find(row => row.symbol === trade.symbol && row.seq === trade.corrects)?.element.setAttribute('data-struck', 'yes');
      element.dataset.correction = trade.correction;
      element.title = trade.correction === 'cancel' ? 'This trade was cancelled' : 'Corrects an earlier trade';
    }

    return { symbol: trade.symbol, seq: trade.seq, element };
  }
}

function createGap(gap) {
  const element = document.createElement('tr');
  const cell = element.appendChild(document.createElement('td'));
  cell.colSpan = 5;
  cell.textContent = `${gap.symbol}: ${gap.missed} ${gap.missed === 1 ? 'trade' : 'trades'} missed`;
  element.className = 'gap';
  return { symbol: gap.symbol, seq: 0, element };
}

function createRow(texts) {
  const element = document.createElement('tr');
  element.append(...texts.map((text, index) => {
    const cell = document.createElement('td');
    cell.textContent = text;
    cell.className = index === 2 || index === 3 ? 'number' : '';
    return cell;
  }));
  return element;
}
