-- Names, keys and symbols compare byte by byte ("C"), as the program does, whatever the database's own collation.

CREATE TABLE quotestream.portfolios (
    id text COLLATE "C" PRIMARY KEY,
    opened bigint GENERATED ALWAYS AS IDENTITY,
    owner text COLLATE "C" NOT NULL,
    name text NOT NULL,
    currency text COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    allow_short boolean NOT NULL,
    allow_margin boolean NOT NULL,
    created_micros bigint NOT NULL,
    -- The newest transaction, and the sums of all.
    seq bigint NOT NULL DEFAULT 0 CHECK (seq >= 0),
    cash numeric NOT NULL DEFAULT 0,
    positions numeric NOT NULL DEFAULT 0,
    income numeric NOT NULL DEFAULT 0,
    fees numeric NOT NULL DEFAULT 0,
    external numeric NOT NULL DEFAULT 0,
    realized_pnl numeric NOT NULL DEFAULT 0,
    open_positions integer NOT NULL DEFAULT 0 CHECK (open_positions >= 0),
    CONSTRAINT portfolio_is_balanced CHECK (cash + positions + income + fees + external = 0)
    -- Room on each page for the next version of its rows: every transaction writes one.
) WITH (fillfactor = 70);

CREATE INDEX portfolios_of_owner ON quotestream.portfolios (owner, opened);

CREATE TABLE quotestream.transactions (
    portfolio text COLLATE "C" NOT NULL REFERENCES quotestream.portfolios (id),
    seq bigint NOT NULL CHECK (seq >= 1),
    key text COLLATE "C" NOT NULL,
    -- SHA-256 of the order: whether a repeated key means the same.
    digest bytea NOT NULL CHECK (length(digest) = 32),
    type smallint NOT NULL CHECK (type BETWEEN 1 AND 8),
    symbol text COLLATE "C",
    quantity numeric,
    price numeric,
    fee numeric NOT NULL,
    ratio_after bigint,
    ratio_before bigint,
    -- The double entry: debits positive, credits negative.
    cash numeric NOT NULL,
    positions numeric NOT NULL,
    income numeric NOT NULL,
    fees numeric NOT NULL,
    external numeric NOT NULL,
    position_change numeric NOT NULL,
    cash_after numeric NOT NULL,
    position_after numeric,
    cost_after numeric NOT NULL,
    realized_pnl numeric,
    reverses bigint,
    time_micros bigint NOT NULL,
    recorded_micros bigint NOT NULL,
    note text,
    PRIMARY KEY (portfolio, seq),
    CONSTRAINT key_is_used_once UNIQUE (portfolio, key),
    CONSTRAINT transaction_is_reversed_once UNIQUE (portfolio, reverses),
    CONSTRAINT reverses_an_earlier_one FOREIGN KEY (portfolio, reverses) REFERENCES quotestream.transactions (portfolio, seq),
    CONSTRAINT only_a_reversal_reverses CHECK ((type = 8) = (reverses IS NOT NULL) AND reverses < seq),
    CONSTRAINT positions_have_a_symbol CHECK (symbol IS NOT NULL OR (positions = 0 AND position_change = 0 AND position_after IS NULL)),
    CONSTRAINT entry_is_balanced CHECK (cash + positions + income + fees + external = 0),
    CONSTRAINT ratio_has_two_terms CHECK ((ratio_after IS NULL) = (ratio_before IS NULL))
);

-- A row stays when all of its symbol is sold: it keeps what was realized.
CREATE TABLE quotestream.positions (
    portfolio text COLLATE "C" NOT NULL REFERENCES quotestream.portfolios (id),
    symbol text COLLATE "C" NOT NULL,
    quantity numeric NOT NULL,
    cost numeric NOT NULL,
    realized_pnl numeric NOT NULL,
    PRIMARY KEY (portfolio, symbol)
) WITH (fillfactor = 70);

CREATE FUNCTION quotestream.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Transactions never change: book a reversal.' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER transactions_never_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON quotestream.transactions
    FOR EACH STATEMENT EXECUTE FUNCTION quotestream.refuse_change();
