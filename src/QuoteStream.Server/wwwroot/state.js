// What to say of a symbol besides its price.

const STATES = {
  preOpen: 'Pre-open', trading: 'Trading', halted: 'Halted', paused: 'Paused', quoteOnly: 'Quotes only', closed: 'Closed',
};

const STALE_REASONS = { feedDown: 'feed is down', gap: 'ticks were lost', quiet: 'feed is quiet' };

// Codes of the listing markets: https://www.nasdaqtrader.com/trader.aspx?id=tradehaltcodes
const HALT_REASONS = {
  T1: 'news pending', T2: 'news released', T3: 'news and resumption times', T5: 'single stock trading pause', T6: 'extraordinary activity',
  T8: 'fund halt', T12: 'information requested', H4: 'non-compliance', H9: 'not current in filings', H10: 'trading suspended',
  H11: 'regulatory concern', O1: 'operations halt', IPO1: 'not yet trading', M: 'volatility pause', LUDP: 'volatility pause',
  LUDS: 'volatility pause, straddle', MWC1: 'market-wide halt, level 1', MWC2: 'market-wide halt, level 2', MWC3: 'market-wide halt, level 3',
};

/** The status beats the price: kind is what the row looks like, label and reason are what it says. */
export function describeState(quote, status) {
  const known = status?.state === quote.state ? status : null;
  if (quote.stale) {
    const why = STALE_REASONS[status?.stale ? status.staleReason : ''] ?? 'may be old';
    return { kind: 'stale', label: 'Stale', reason: quote.state === 'trading' ? why : `${why}; ${lower(quote.state)}` };
  }

  const label = STATES[quote.state] ?? quote.state;
  const reason = describeReason(known?.reason);
  if (quote.state === 'trading' && (quote.market || quote.delayed)) {
    return { kind: 'trading', label: quote.market === 'crossed' ? 'Crossed' : quote.market === 'locked' ? 'Locked' : 'Delayed', reason: marketReason(quote) };
  }

  return { kind: quote.state, label, reason };
}

function marketReason(quote) {
  return quote.market === 'crossed' ? 'bid above ask' : quote.market === 'locked' ? 'bid equals ask' : '';
}

function describeReason(code) {
  return code ? `${HALT_REASONS[code] ?? 'code'} (${code})` : '';
}

function lower(state) {
  return (STATES[state] ?? state).toLowerCase();
}
