// Numbers and times as a trader reads them. Display only: nothing here is calculated with again.

export const NONE = '–';

// Prices are exact to nine decimals.
const MAX_DECIMALS = 9;
const fixed = Array.from({ length: MAX_DECIMALS + 1 }, (_, decimals) =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
const coins = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 5, maximumFractionDigits: 4, roundingPriority: 'lessPrecision' });
const dust = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, maximumFractionDigits: MAX_DECIMALS, roundingPriority: 'lessPrecision' });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', minimumFractionDigits: 2, maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

/** How many decimals a number was sent with: JavaScript keeps the shortest text that is the same number. */
export function decimalsOf(number) {
  const text = String(number);
  const exponent = text.indexOf('e-');
  const mantissa = exponent < 0 ? text : text.slice(0, exponent);
  const point = mantissa.indexOf('.');
  const decimals = (point < 0 ? 0 : mantissa.length - point - 1) + (exponent < 0 ? 0 : Number(text.slice(exponent + 2)));
  return Math.min(decimals, MAX_DECIMALS);
}

/** Never fewer decimals than the symbol's quotes have, never fewer than the number itself has. */
export function formatPrice(price, decimals) {
  return price === undefined ? NONE : fixed[Math.max(decimals, decimalsOf(price))].format(price);
}

export function formatChange(change, decimals) {
  return change === undefined ? NONE : sign(change) + formatPrice(Math.abs(change), decimals);
}

export function formatPercent(percent) {
  return percent === undefined ? NONE : `${sign(percent)}${fixed[2].format(Math.abs(percent))}%`;
}

export function formatSize(size) {
  if (size === undefined) {
    return NONE;
  }

  // Shares are whole and shown exactly; of a coin's size five digits are enough to read.
  if (size >= 10_000_000) {
    return compact.format(size);
  }

  return Number.isInteger(size) ? fixed[0].format(size) : size < 0.001 ? dust.format(size) : coins.format(size);
}

export function formatVolume(volume) {
  if (volume === undefined) {
    return NONE;
  }

  return volume < 1_000_000 ? fixed[Number.isInteger(volume) || volume >= 1000 ? 0 : 2].format(volume) : compact.format(volume);
}

/** @param {number} micros microseconds since the Unix epoch. */
export function formatTime(micros) {
  return clock.format(micros / 1000);
}

function sign(number) {
  return number > 0 ? '+' : number < 0 ? '−' : '';
}
