//! How often pictures that match nothing come as near as that: measured, not assumed.
//!
//! `tail.csv` says, for lists of five lengths, what share of unrelated pictures had any entry within each decisive
//! distance, as a logarithm to base 10. `staydown false-alarms` makes it again; `docs/MATCHING.md` says from what.

use std::sync::LazyLock;

use super::survey::{Means, Sighting, Survey};
use crate::probe::Tier;

/// The first distance of the table, and the step from one to the next.
const FIRST: f64 = 48.0;
const STEP: f64 = 4.0;

/// How many distances the table has.
const KNOTS: usize = 12;

/// How the logarithm goes on for each bit before the first distance and beyond the last.
const SLOPE: f64 = 0.14;

/// The shares for one list.
#[derive(Clone, Copy, Debug)]
struct Row {
    entries: f64,
    shares: [f64; KNOTS],
}

/// The rows for the tiers framed and thorough, by the whole picture and by a moved guess, in order of the list's length.
type Table = [[Vec<Row>; 2]; 2];

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for line in include_str!("tail.csv").lines().skip(1) {
        let mut fields = line.split(',');
        let mut field = || fields.next().unwrap_or_default();
        let tier = usize::from(field() == "thorough");
        let means = usize::from(field() == "moved");
        let mut number = || field().parse::<f64>().expect("tail.csv holds numbers");
        let entries = number();
        table[tier][means].push(Row { entries, shares: std::array::from_fn(|_| number()) });
    }
    table
});

/// How many sightings as good as this one a picture that matches nothing would have, in expectation. The whole picture
/// and the guesses have half of it each.
pub(super) fn false_alarms(survey: &Survey, sighting: &Sighting) -> f64 {
    let distance = f64::from(sighting.decisive());
    let tier = usize::from(survey.tier == Tier::Thorough);
    let rows = &TABLE[tier][usize::from(sighting.means == Means::Moved)];
    let halves = if survey.tier >= Tier::Framed { 2.0 } else { 1.0 };
    halves * 10f64.powf(share(rows, survey.entries as f64, distance))
}

/// The logarithm of the share for a list of that length: between two lists in proportion to the logarithms of their
/// lengths, beyond the shortest and the longest in proportion to the length.
fn share(rows: &[Row], entries: f64, distance: f64) -> f64 {
    let entries = entries.max(1.0);
    let longer = rows.iter().position(|row| row.entries >= entries).unwrap_or(rows.len());
    if longer == 0 || longer == rows.len() {
        let row = rows[longer.min(rows.len() - 1)];
        return row.at(distance) + (entries / row.entries).log10();
    }
    let [below, above] = [rows[longer - 1], rows[longer]];
    let part = (entries / below.entries).ln() / (above.entries / below.entries).ln();
    below.at(distance) + part * (above.at(distance) - below.at(distance))
}

impl Row {
    fn at(&self, distance: f64) -> f64 {
        if distance <= FIRST {
            return self.shares[0] - SLOPE * (FIRST - distance);
        }
        let place = (distance - FIRST) / STEP;
        if place >= (KNOTS - 1) as f64 {
            let beyond = (place - (KNOTS - 1) as f64) * STEP;
            return self.shares[KNOTS - 1] + SLOPE * beyond;
        }
        let knot = place as usize;
        let part = place - knot as f64;
        self.shares[knot] + part * (self.shares[knot + 1] - self.shares[knot])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_rises_with_distance() {
        for rows in TABLE.iter().flatten() {
            assert_eq!(rows.len(), 5);
            assert!(rows.windows(2).all(|pair| pair[0].entries < pair[1].entries));
            assert!(rows.iter().all(|row| row.shares.is_sorted() && row.shares[0] < -3.0));
        }
    }

    #[test]
    fn shares_are_met_at_the_knots_and_go_on_beyond_them() {
        let rows = &TABLE[0][1];
        let (least, most) = (rows[0], rows[4]);
        assert_eq!(share(rows, least.entries, FIRST), least.shares[0]);
        assert_eq!(share(rows, most.entries, FIRST + 2.0 * STEP), most.shares[2]);
        let beyond = share(rows, 10.0 * most.entries, FIRST) - share(rows, most.entries, FIRST);
        assert!((beyond - 1.0).abs() < 1e-9);
        let further = rows[4].at(FIRST + 13.0 * STEP) - rows[4].at(FIRST + 11.0 * STEP);
        assert!((further - 2.0 * STEP * SLOPE).abs() < 1e-9);
        let nearer = share(rows, most.entries, FIRST) - share(rows, most.entries, FIRST - 10.0);
        assert!((nearer - 10.0 * SLOPE).abs() < 1e-9);
        let between = share(rows, 60_000.0, FIRST);
        assert!((rows[2].shares[0]..rows[3].shares[0]).contains(&between), "{between}");
    }
}
