//! How numbers are written.

/// A percentage of at most three digits; 100 only if nothing is missing.
#[must_use]
pub fn percent(share: f64) -> String {
    match 100.0 * share {
        all if all >= 100.0 => "100".to_owned(),
        none if none <= 0.0 => "0".to_owned(),
        part => format!("{:.1}", part.clamp(0.1, 99.9)),
    }
}

/// `10%` for 0.1.
pub(super) fn axis_percent(share: &f64) -> String {
    format!("{:.0}%", 100.0 * share)
}

/// `0.001`, and `1e-5` where that is shorter.
pub(super) fn number(value: &f64) -> String {
    match *value {
        0.0 => "0".to_owned(),
        small if small < 5e-4 => format!("{small:.0e}"),
        value => format!("{value}"),
    }
}
