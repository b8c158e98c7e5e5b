// The page: which symbols it shows, what it follows, and what it says about the connection.

import { formatTime, formatSize } from './format.js';
import { LiveStream } from './stream.js';
import { QuoteTable } from './table.js';
import { Tape } from './tape.js';

// One stream carries up to 500 symbols; nobody watches more rows than this.
const MAX_ROWS = 80;
const MAX_TAPES = 4;
const EMPTY_RETRY_MS = 1_000;
const REFRESH_MS = 10_000;
const REQUEST_TIMEOUT_MS = 10_000;
const SEARCH_PAUSE_MS = 200;
const FOUND_LIMIT = 6;
const STATISTICS_MS = 1_000;

const CONNECTION_TEXTS = {
  connecting: 'Connecting', connected: 'Live', stale: 'Silent', reconnecting: 'Reconnecting', ended: 'Ended',
};

const byId = id => document.getElementById(id);
const table = new QuoteTable(byId('rows'), byId('row'), togglePick);
const tape = new Tape(byId('tape'), symbol => table.decimals(symbol));
const stream = new LiveStream(
  { hello: greet, quote: takeQuote, status: status => table.updateStatus(status), trade: trade => tape.add(trade), gap: gap => tape.addGap(gap),
    slow: showSlow, heartbeat: showHeartbeat, expiring: showExpiring, problem: showProblem, goodbye: showGoodbye },
  showConnection);

let picked = [];
let received = 0;
let merged = 0;
let lastReceivedAt = 0;
let searching = 0;
let search = 0;

function follow() {
  const rate = document.querySelector('input[name=rate]:checked').value;
  stream.open({ symbols: table.symbols, rate, trades: picked });
}

async function fetchInstruments(query) {
  const response = await fetch(`v1/instruments?${new URLSearchParams(query)}`, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  if (!response.ok) {
    throw new Error(response.status === 401 ? 'This server shows quotes only with a token.' : `The server answered ${response.status}.`);
  }

  return (await response.json()).instruments;
}

// Instruments may come later than the page: providers are only just connecting.
async function loadInstruments() {
  try {
    const room = MAX_ROWS - table.symbols.length;
    const instruments = await fetchInstruments({ limit: MAX_ROWS });
    addInstruments(instruments.filter(({ symbol }) => !table.has(symbol)).slice(0, Math.max(room, 0)));
  } catch (fault) {
    // Without rows there is nothing else to see; with rows the stream itself says how it is.
    byId('empty').textContent = fault instanceof TypeError || fault.name === 'TimeoutError' ? 'The server cannot be reached' : fault.message;
  }

  const rows = table.symbols.length;
  if (rows < MAX_ROWS) {
    setTimeout(loadInstruments, rows === 0 ? EMPTY_RETRY_MS : REFRESH_MS);
  }
}

function addInstruments(instruments) {
  if (!table.add(instruments)) {
    return;
  }

  if (picked.length === 0) {
    pick([table.symbols[0]]);
  }

  showCount();
  follow();
}

function togglePick(symbol) {
  pick(picked.includes(symbol) ? picked.filter(other => other !== symbol) : [...picked, symbol].slice(-MAX_TAPES));
  follow();
}

function pick(symbols) {
  picked = symbols;
  table.pick(picked);
  tape.keep(picked);
  byId('tape-symbols').textContent = picked.length ? picked.join(', ') : 'Pick a symbol';
}

function greet(hello) {
  byId('simulated').hidden = !hello.simulated;
  byId('notice').hidden = true;
  byId('slow').hidden = true;
  if (hello.resume !== 'delta') {
    table.forgetSequences();
  }

  const rates = hello.subscriptions.map(subscription => subscription.maxRate);
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  byId('granted').textContent = least === most ? `${most}/s` : `${least} to ${most}/s`;
}

function takeQuote(quote) {
  received++;
  merged += table.update(quote);
  lastReceivedAt = quote.received;
}

function showHeartbeat(heartbeat) {
  byId('lag').textContent = `${heartbeat.lagMs.toFixed(heartbeat.lagMs < 10 ? 2 : 0)} ms`;
  const feeds = byId('feeds');
  feeds.textContent = heartbeat.feeds.map(feed => `${feed.provider} ${feed.state}`).join(', ') || '–';
  feeds.dataset.down = heartbeat.feeds.some(feed => feed.state !== 'up');
}

function showSlow(slow) {
  const line = byId('slow');
  line.hidden = slow.state === 'recovered';
  line.textContent = `This page cannot keep up: ${Math.round(slow.behindMs)} ms behind, ${slow.quotesMerged} quotes merged`;
}

function showConnection(state) {
  byId('connection').dataset.state = state;
  byId('connection-text').textContent = CONNECTION_TEXTS[state];
  document.body.dataset.connection = state;
  if (state === 'stale' || state === 'reconnecting' || state === 'ended') {
    const since = lastReceivedAt ? `The prices below are from ${formatTime(lastReceivedAt)} and may be old.` : '';
    showNotice(state === 'stale' ? `The server is silent. ${since}` : state === 'ended' ? `The stream has ended. ${since}` : `The connection is lost. ${since}`);
  } else if (state === 'connected') {
    byId('notice').hidden = true;
  }
}

function showGoodbye(goodbye) {
  const reasons = {
    shutdown: 'The server is shutting down', capacity: 'The server is full', slow: 'This page read too slowly',
    age: 'The stream has reached its age', expired: 'The credentials have expired', displaced: 'Another stream took its place',
  };
  showNotice(`${reasons[goodbye.reason] ?? goodbye.reason}. ${goodbye.reconnect ? 'Coming back in a moment.' : ''}`);
}

function showExpiring() {
  showNotice('The credentials expire within a minute.');
}

function showProblem(problem) {
  showNotice([problem.title, problem.detail].filter(Boolean).join(': '));
}

function showNotice(text) {
  const notice = byId('notice');
  notice.textContent = text;
  notice.hidden = false;
}

function showCount() {
  const [visible, all] = [table.visible, table.symbols.length];
  byId('count').textContent = visible === all ? all : `${visible} of ${all}`;
  const empty = byId('empty');
  empty.hidden = visible > 0;
  if (all > 0) {
    empty.textContent = 'Nothing in the table matches';
  }
}

async function findOutside(query) {
  const number = ++search;
  let outside = [];
  if (query) {
    try {
      outside = (await fetchInstruments({ query, limit: FOUND_LIMIT + MAX_ROWS })).filter(({ symbol }) => !table.has(symbol)).slice(0, FOUND_LIMIT);
    } catch {
      // The table is filtered all the same; the connection's lamp tells that the server is away.
    }
  }

  if (number === search) {
    showFound(outside);
  }
}

function showFound(instruments) {
  byId('found').hidden = instruments.length === 0;
  byId('found').replaceChildren(...instruments.map(instrument => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `+ ${instrument.symbol}  ${instrument.name ?? ''}`;
    button.addEventListener('click', () => {
      addInstruments([instrument]);
      button.remove();
    });
    return button;
  }));
}

function sortBy(button) {
  const heading = button.closest('th');
  const first = button.dataset.sort === 'symbol' ? 'ascending' : 'descending';
  const second = first === 'ascending' ? 'descending' : 'ascending';
  const now = heading.getAttribute('aria-sort');
  const next = now === 'none' ? first : now === first ? second : 'none';
  document.querySelectorAll('th[aria-sort]').forEach(other => other.setAttribute('aria-sort', 'none'));
  heading.setAttribute('aria-sort', next);
  table.sort(next === 'none' ? null : { key: button.dataset.sort, descending: next === 'descending' });
}

// Averages of the last three seconds: one second alone jumps between the server's writes.
const history = [];

function showStatistics() {
  history.push({ received, merged, at: performance.now() });
  if (history.length > 4) {
    history.shift();
  }

  const [first, last] = [history[0], history.at(-1)];
  const seconds = (last.at - first.at) / 1000;
  if (seconds > 0) {
    byId('received').textContent = `${formatSize(Math.round((last.received - first.received) / seconds))}/s`;
    byId('merged').textContent = `${formatSize(Math.round((last.merged - first.merged) / seconds))}/s`;
  }
}

byId('rates').addEventListener('change', () => table.symbols.length && follow());
byId('search').addEventListener('input', event => {
  const query = event.target.value.trim();
  table.filter(query);
  showCount();
  clearTimeout(searching);
  searching = setTimeout(() => findOutside(query), SEARCH_PAUSE_MS);
});
document.querySelectorAll('[data-sort]').forEach(button => button.addEventListener('click', () => sortBy(button)));
setInterval(showStatistics, STATISTICS_MS);
loadInstruments();
