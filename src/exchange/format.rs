//! The names of the formats.

use std::fmt;
use std::str::FromStr;

/// A format that lists come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ListFormat {
    /// JSON lines that carry everything; see `docs/list-format.md`.
    Staydown,
    /// PDQ hashes as text, one a line, or `hash,quality,name`.
    PdqText,
    /// CSV with a header that names a column `hash`.
    Csv,
    /// Lines of the Python ThreatExchange tool's file exchange: `type hash`, or the hash alone.
    FileExchange,
    /// The Python ThreatExchange tool's `tx dataset` as CSV.
    TxDataset,
    /// Meta's ThreatExchange, `/threat_updates`, JSON.
    ThreatExchange,
    /// NCMEC hash sharing v2, XML.
    Ncmec,
    /// StopNCII v1, JSON.
    StopNcii,
    /// Tech Against Terrorism v2, JSON.
    TechAgainstTerrorism,
    /// Project VIC and CAID, VICS 1.2, 1.3 and 2.0, JSON.
    Vics,
    /// ICSE as CSV with semicolons.
    Icse,
    /// Project Arachnid's Shield, JSON.
    Arachnid,
}

impl ListFormat {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Staydown,
        Self::PdqText,
        Self::Csv,
        Self::FileExchange,
        Self::TxDataset,
        Self::ThreatExchange,
        Self::Ncmec,
        Self::StopNcii,
        Self::TechAgainstTerrorism,
        Self::Vics,
        Self::Icse,
        Self::Arachnid,
    ];

    /// The name that commands and catalogues use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Staydown => "staydown",
            Self::PdqText => "pdq",
            Self::Csv => "csv",
            Self::FileExchange => "file-exchange",
            Self::TxDataset => "tx-dataset",
            Self::ThreatExchange => "threatexchange",
            Self::Ncmec => "ncmec",
            Self::StopNcii => "stopncii",
            Self::TechAgainstTerrorism => "tat",
            Self::Vics => "vics",
            Self::Icse => "icse",
            Self::Arachnid => "arachnid",
        }
    }
}

impl fmt::Display for ListFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ListFormat {
    type Err = UnknownListFormat;

    fn from_str(name: &str) -> Result<Self, UnknownListFormat> {
        let named = Self::ALL.into_iter().find(|format| format.name() == name);
        named.ok_or_else(|| UnknownListFormat { name: name.to_owned() })
    }
}

/// A name that is no format's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no list format is called {name:?}: see `staydown list import --help`")]
pub struct UnknownListFormat {
    /// The name given.
    pub name: String,
}
