//! Points in time, the same on every machine.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The first moment of the year 1, and the last that is of the year 9999 in every zone.
const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_207_199_999;

/// A point in time in milliseconds since the beginning of 1970, UTC. Its text is RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// So many milliseconds after the beginning of 1970, cut to the years 1 to 9999.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(FIRST, LAST))
    }

    /// So many seconds after the beginning of 1970.
    #[must_use]
    pub fn from_secs(seconds: i64) -> Self {
        Self::from_millis(seconds.saturating_mul(1000))
    }

    /// What the machine's clock says.
    #[must_use]
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self::from_millis(millis(since))
    }

    /// Milliseconds since the beginning of 1970.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the beginning of 1970.
    #[must_use]
    pub fn secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This long afterwards.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self::from_millis(self.0.saturating_add(millis(span)))
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(stamp) => stamp.fmt(f),
            Err(_) => Err(fmt::Error),
        }
    }
}

/// Reads a date and time of ISO 8601 with an offset (`Z`, `+09:00` or `+0900`); without one, and for a date alone, it
/// is taken as UTC, never as the machine's zone.
impl FromStr for Time {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        let stamp = text.parse::<Timestamp>().or_else(|_| {
            text.parse().and_then(|civil: DateTime| TimeZone::UTC.to_timestamp(civil))
        });
        stamp.map(|stamp| Self::from_millis(stamp.as_millisecond())).map_err(|_| ParseTimeError)
    }
}

/// A text that is no point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time: write 2026-11-25T09:30:00Z, or with an offset such as +09:00")]
pub struct ParseTimeError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_spelling_are_utc() {
        let read = |text: &str| text.parse().map(Time::millis);
        assert_eq!(read("1970-01-01T00:00:01Z"), Ok(1000));
        assert_eq!(read("1970-01-01T09:00:01+09:00"), Ok(1000));
        assert_eq!(read("1970-01-01T09:00:01+0900"), Ok(1000));
        assert_eq!(read("1970-01-01T00:00:01.250"), Ok(1250));
        assert_eq!(read("1970-01-02"), Ok(86_400_000));
        assert_eq!(read("yesterday"), Err(ParseTimeError));
    }

    #[test]
    fn the_text_is_read_back() {
        for millis in [0, 1000, 1_234_567_890_123, -5, i64::MAX, i64::MIN] {
            let time = Time::from_millis(millis);
            assert_eq!(time.to_string().parse(), Ok(time), "{time}");
        }
        assert_eq!(Time::from_secs(1_000_000_000).to_string(), "2001-09-09T01:46:40Z");
    }
}
