//! From distances to the table.

use std::fmt::Write;

use staydown::{Means, Tier};

/// The decisive distances that the table has.
pub const KNOTS: [u32; 12] = [48, 52, 56, 60, 64, 68, 72, 76, 80, 84, 88, 92];

/// How many queries make a share; of fewer it would be chance.
const ENOUGH: usize = 3;

/// How the logarithm falls for each bit below the least distance at which enough queries lie.
const SLOPE: f64 = 0.14;

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FalseAlarms {
    /// Photographs of the strangers that were used.
    pub strangers: usize,
    /// Photographs of the strangers that may be listed ones.
    pub left_out: usize,
    /// Photographs whose parts are listed.
    pub listed: usize,
    /// Queries that were made.
    pub queries: usize,
    /// Pairs of hashes that were compared.
    pub pairs: u64,
    /// By tier, means and length of the list.
    pub rows: Vec<Row>,
}

/// How near the nearest entries of one list came, by one of the means in one tier.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The tier.
    pub tier: Tier,
    /// The means.
    pub means: Means,
    /// The list's length.
    pub entries: usize,
    /// Queries in all.
    pub queries: usize,
    /// Queries whose least decisive distance is at most that of each knot.
    pub within: [usize; KNOTS.len()],
}

impl FalseAlarms {
    /// The table as the library holds it.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut csv = "tier,means,entries".to_owned();
        KNOTS.iter().for_each(|knot| push(&mut csv, format_args!(",{knot}")));
        csv.push('\n');
        for row in &self.rows {
            let (tier, means, entries) = (row.tier.name(), row.means_name(), row.entries);
            push(&mut csv, format_args!("{tier},{means},{entries}"));
            row.shares().iter().for_each(|&share| push(&mut csv, format_args!(",{share:.2}")));
            csv.push('\n');
        }
        csv
    }
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    text.write_fmt(more).expect("a string takes everything");
}

impl Row {
    /// From the least decisive distance of each query.
    pub(super) fn of(
        tier: Tier,
        means: Means,
        entries: usize,
        least: impl ExactSizeIterator<Item = f32>,
    ) -> Self {
        let (queries, mut within) = (least.len(), [0; KNOTS.len()]);
        for distance in least {
            for (knot, within) in KNOTS.into_iter().zip(&mut within) {
                *within += usize::from(distance <= knot as f32);
            }
        }
        Self { tier, means, entries, queries, within }
    }

    /// The name of the means: `whole` or `moved`.
    #[must_use]
    pub const fn means_name(&self) -> &'static str {
        match self.means {
            Means::Whole => "whole",
            Means::Moved => "moved",
        }
    }

    /// For each knot the logarithm to base 10 of the share of the queries within it, to two decimals.
    ///
    /// Where fewer than three queries lie, the logarithm falls in a straight line from the least knot that has as many.
    /// If none has, three are taken to lie at the last.
    #[must_use]
    pub fn shares(&self) -> [f64; KNOTS.len()] {
        let last = KNOTS.len() - 1;
        let base = self.within.iter().position(|&within| within >= ENOUGH).unwrap_or(last);
        let share = |knot: usize| {
            let within = self.within[knot].max(ENOUGH).min(self.queries);
            (within as f64 / self.queries as f64).log10()
        };
        std::array::from_fn(|knot| {
            let below = f64::from(KNOTS[base].saturating_sub(KNOTS[knot]));
            rounded(share(knot.max(base)) - SLOPE * below)
        })
    }
}

/// To two decimals; zero has no sign.
fn rounded(logarithm: f64) -> f64 {
    (100.0 * logarithm).round() / 100.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(least: &[f32]) -> Row {
        Row::of(Tier::Framed, Means::Moved, 2000, least.iter().copied())
    }

    /// As many queries at that distance.
    fn at(distance: f32, queries: usize) -> Vec<f32> {
        vec![distance; queries]
    }

    #[test]
    fn queries_count_at_every_knot_that_is_not_nearer() {
        let row = row(&[48.0, 48.5, 52.0, 91.9, 92.1, f32::INFINITY]);
        assert_eq!((row.queries, row.within), (6, [1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4]));
    }

    #[test]
    fn shares_are_logarithms_of_counts() {
        let row = row(&[at(48.0, 10), at(70.0, 90), at(92.0, 900)].concat());
        let near = [-2.0; 6];
        assert_eq!(row.shares()[..6], near);
        assert_eq!(row.shares()[6..], [-1.0, -1.0, -1.0, -1.0, -1.0, 0.0]);
    }

    #[test]
    fn a_line_goes_on_where_fewer_than_three_lie() {
        let row = row(&[at(48.0, 2), at(60.0, 1), at(f32::INFINITY, 2997)].concat());
        assert_eq!(row.within[2..4], [2, 3]);
        assert_eq!(row.shares()[..4], [-4.68, -4.12, -3.56, -3.0]);
        assert_eq!(row.shares()[4..], [-3.0; 8]);
    }

    #[test]
    fn without_three_anywhere_the_last_knot_is_taken_to_have_them() {
        for nearest in [at(48.0, 2), Vec::new()] {
            let row = row(&[nearest.clone(), at(99.0, 300 - nearest.len())].concat());
            assert_eq!((row.shares()[11], row.shares()[10], row.shares()[0]), (-2.0, -2.56, -8.16));
        }
        assert_eq!(row(&[50.0]).shares()[11].to_string(), "0");
    }

    #[test]
    fn shares_rise_with_distance() {
        let least: Vec<f32> =
            (0..500).map(|query| 60.0 + (query * query % 701) as f32 / 11.0).collect();
        let shares = row(&least).shares();
        assert!(shares.is_sorted() && shares[11] <= 0.0, "{shares:?}");
    }

    #[test]
    fn the_table_is_as_the_library_reads_it() {
        let rows = vec![row(&[at(60.0, 3), at(99.0, 2997)].concat())];
        let alarms =
            FalseAlarms { strangers: 1, left_out: 0, listed: 1, queries: 3000, pairs: 0, rows };
        let held = include_str!("../../../../src/finder/tail.csv");
        let (header, rest) =
            alarms.csv().split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        assert_eq!(Some(header.as_str()), held.lines().next());
        let shares = "-4.68,-4.12,-3.56,-3.00,-3.00,-3.00,-3.00,-3.00,-3.00,-3.00,-3.00,-3.00";
        assert_eq!(rest, format!("framed,moved,2000,{shares}\n"));
    }
}
