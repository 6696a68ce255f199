-- What the catalogue is, and how far it has come.
CREATE TABLE catalogue (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    name BLOB NOT NULL,            -- 16 random bytes: which catalogue this is
    secret BLOB NOT NULL,          -- 32 random bytes: keys the digests of entries' keys
    generation INTEGER NOT NULL,   -- rises with each transaction that changes what matches
    events INTEGER NOT NULL,       -- leaves of the audit's tree
    peaks BLOB NOT NULL            -- its perfect subtrees, the largest first, 32 bytes each
) STRICT;

CREATE TABLE list (
    id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 65535),
    name TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    purpose TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('block', 'allow')),
    action TEXT NOT NULL CHECK (action IN ('allow', 'review', 'block')),
    threshold INTEGER NOT NULL CHECK (threshold BETWEEN 0 AND 256),
    quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 100),
    jurisdiction TEXT,
    trust TEXT NOT NULL CHECK (trust IN ('low', 'usual', 'authority')),
    format TEXT,
    checkpoint TEXT,
    refreshed INTEGER,             -- milliseconds since 1970, as all times
    stale_after INTEGER,           -- milliseconds
    cap INTEGER,
    bundles BLOB                   -- what is trusted of signed bundles
) STRICT;

CREATE TABLE entry (
    id INTEGER PRIMARY KEY,        -- never used again: entries are never deleted
    list INTEGER NOT NULL REFERENCES list,
    digest INTEGER NOT NULL,       -- keyed digest of list and key; outlives the key
    key TEXT,                      -- gone when the entry was compacted
    -- Compared one by one: for a longer IN, SQLite fills a table at each insertion.
    status TEXT NOT NULL CHECK (status = 'active' OR status = 'disabled' OR status = 'quarantined' OR
                                status = 'withdrawn' OR status = 'expired'),
    until INTEGER,
    reason TEXT,
    at INTEGER,
    held INTEGER NOT NULL,         -- 1: the status was set here, and no import changes it
    agency TEXT,
    resolution TEXT,
    resolution_date INTEGER,
    added INTEGER,
    effective INTEGER,
    expires INTEGER,
    updated INTEGER,
    extra TEXT,
    generation INTEGER NOT NULL    -- of the last change
) STRICT;
CREATE INDEX entry_digest ON entry (digest);
CREATE INDEX entry_generation ON entry (generation);

CREATE TABLE print (
    entry INTEGER NOT NULL REFERENCES entry,
    kind TEXT NOT NULL,            -- a profile, md5, sha1, sha256, or opaque: and its maker's name
    bytes BLOB NOT NULL,
    quality INTEGER,
    PRIMARY KEY (entry, kind, bytes)
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
    entry INTEGER NOT NULL REFERENCES entry,
    scheme TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (entry, scheme, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_reference (
    entry INTEGER NOT NULL REFERENCES entry,
    name TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,    -- 1: taken back here, and no import brings it back
    PRIMARY KEY (entry, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
    entry INTEGER NOT NULL REFERENCES entry,
    name TEXT NOT NULL,
    PRIMARY KEY (entry, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE opinion (
    entry INTEGER NOT NULL REFERENCES entry,
    contributor TEXT NOT NULL,
    stance TEXT NOT NULL CHECK (stance = 'positive' OR stance = 'seed' OR stance = 'negative'),
    reason TEXT,
    at INTEGER,
    held INTEGER NOT NULL,         -- 1: given here, and no import removes it
    PRIMARY KEY (entry, contributor, stance)
) STRICT, WITHOUT ROWID;

-- Every change, in order. Neither hashes of content nor keys: an entry is named by its id.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,       -- from 0, without gaps
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    list INTEGER,
    entry INTEGER,
    detail TEXT
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

-- The root of the tree over the audit (RFC 6962) after each transaction.
CREATE TABLE audit_head (
    events INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    root BLOB NOT NULL
) STRICT;
