-- Money is whole minor units of the portfolio's currency; quantities and prices are units of 1e-9; times are microseconds since the Unix epoch.

CREATE TABLE portfolios (
    number         INTEGER PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE,
    owner          TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    currency       TEXT    NOT NULL,
    allow_short    INTEGER NOT NULL CHECK (allow_short IN (0, 1)),
    allow_margin   INTEGER NOT NULL CHECK (allow_margin IN (0, 1)),
    created        INTEGER NOT NULL,
    -- The sums of its transactions, as after the one with this seq.
    seq            INTEGER NOT NULL DEFAULT 0 CHECK (seq >= 0),
    cash           INTEGER NOT NULL DEFAULT 0,
    positions      INTEGER NOT NULL DEFAULT 0,
    income         INTEGER NOT NULL DEFAULT 0,
    fees           INTEGER NOT NULL DEFAULT 0,
    external       INTEGER NOT NULL DEFAULT 0,
    realized       INTEGER NOT NULL DEFAULT 0,
    open_positions INTEGER NOT NULL DEFAULT 0 CHECK (open_positions >= 0),
    CHECK (cash + positions + income + fees + external = 0)
);

CREATE INDEX portfolios_of_owner ON portfolios (owner, created, number);

CREATE TRIGGER portfolios_keep_their_terms
BEFORE UPDATE OF number, id, owner, name, currency, allow_short, allow_margin, created ON portfolios
BEGIN
    SELECT RAISE(ABORT, 'The terms of a portfolio do not change.');
END;

CREATE TRIGGER portfolios_are_kept BEFORE DELETE ON portfolios
BEGIN
    SELECT RAISE(ABORT, 'A portfolio is never deleted.');
END;

-- Kept in the order in which they are read: page after page of one portfolio.
CREATE TABLE transactions (
    portfolio       INTEGER NOT NULL REFERENCES portfolios (number),
    seq             INTEGER NOT NULL CHECK (seq >= 1),
    type            INTEGER NOT NULL CHECK (type BETWEEN 1 AND 8),
    symbol          TEXT,
    quantity        INTEGER,
    price           INTEGER,
    fee             INTEGER NOT NULL,
    ratio_after     INTEGER,
    ratio_before    INTEGER,
    -- The double entry.
    cash            INTEGER NOT NULL,
    positions       INTEGER NOT NULL,
    income          INTEGER NOT NULL,
    fees            INTEGER NOT NULL,
    external        INTEGER NOT NULL,
    position_change INTEGER NOT NULL,
    cash_after      INTEGER NOT NULL,
    position_after  INTEGER,
    cost_after      INTEGER NOT NULL,
    realized        INTEGER,
    reverses        INTEGER,
    time            INTEGER NOT NULL,
    recorded        INTEGER NOT NULL,
    note            TEXT,
    key             TEXT    NOT NULL,
    digest          BLOB    NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (portfolio, seq),
    UNIQUE (portfolio, key),
    FOREIGN KEY (portfolio, reverses) REFERENCES transactions (portfolio, seq),
    CHECK (cash + positions + income + fees + external = 0),
    -- A column of this database also takes what is no integer.
    CHECK (typeof(cash) = 'integer' AND typeof(positions) = 'integer' AND typeof(income) = 'integer'
        AND typeof(fees) = 'integer' AND typeof(external) = 'integer' AND typeof(position_change) = 'integer'),
    CHECK ((symbol IS NULL) = (position_after IS NULL)),
    CHECK ((ratio_after IS NULL) = (ratio_before IS NULL)),
    CHECK ((reverses IS NULL) = (type <> 8) AND reverses < seq)
) WITHOUT ROWID;

CREATE UNIQUE INDEX transactions_reversed ON transactions (portfolio, reverses) WHERE reverses IS NOT NULL;

CREATE TRIGGER transactions_do_not_change BEFORE UPDATE ON transactions
BEGIN
    SELECT RAISE(ABORT, 'A transaction never changes. Reverse it.');
END;

CREATE TRIGGER transactions_are_kept BEFORE DELETE ON transactions
BEGIN
    SELECT RAISE(ABORT, 'A transaction is never deleted. Reverse it.');
END;

-- A symbol of which nothing is held any more stays, with what it realized.
CREATE TABLE positions (
    portfolio INTEGER NOT NULL REFERENCES portfolios (number),
    symbol    TEXT    NOT NULL,
    quantity  INTEGER NOT NULL,
    cost      INTEGER NOT NULL,
    realized  INTEGER NOT NULL,
    PRIMARY KEY (portfolio, symbol),
    CHECK (quantity <> 0 OR cost = 0)
) WITHOUT ROWID;
