//! What a search costs: which way to take, and which tables to build. Correctness never depends on it.
//!
//! The constants are nanoseconds of one core, measured on the machine of docs/PERFORMANCE.md ("What a search costs");
//! only their ratios matter. They do not depend on the machine at hand, so that the same entries give the same file.

use super::plan::{COLUMN, KEY_MAX, Plan, Rule, Rules, TABLES_MAX};
use crate::hamming::LANES;

/// Opening a bucket, once everything lies in the second-level cache.
const BUCKET: f64 = 6.0;
/// Comparing the columns of a few rows of it: as many as a kernel takes at a time.
const WINDOW: f64 = 1.2;
/// Looking at a row that passed the columns.
const ROW: f64 = 12.0;
/// A line of memory by where it comes from: data of up to so many bytes.
const LINE: [(f64, f64); 4] = [(1e6, 0.5), (8e6, 1.5), (64e6, 3.0), (f64::INFINITY, 5.5)];
/// Comparing a query with one row in a scan, by the bytes of all rows; a row has one or more words.
const SCAN: [(f64, f64); 2] = [(16e6, 0.22), (f64::INFINITY, 0.8)];
/// The same where many queries are asked together.
const SCAN_TOGETHER: f64 = 0.08;

fn at(steps: &[(f64, f64)], bytes: f64) -> f64 {
    let step = steps.iter().find(|&&(upto, _)| bytes <= upto);
    step.map_or(0.0, |&(_, cost)| cost)
}

/// A scan of `rows` rows for one of `together` queries.
pub(super) fn of_scan(rows: usize, bits: u32, together: usize) -> f64 {
    let rows = rows as f64;
    match together {
        0..16 => rows * at(&SCAN, rows * f64::from(bits.min(128)) / 8.0),
        _ => rows * SCAN_TOGETHER,
    }
}

/// A search for one query through tables.
pub(super) fn of_tables(plan: Plan, rules: &[Rule], rows: usize) -> f64 {
    let mean = rows as f64 / plan.buckets() as f64;
    let memory = f64::from(plan.tables) * (2.0 * rows as f64 + 4.0 * plan.buckets() as f64);
    let line = at(&LINE, memory);
    let windows = ((mean + 2.5 * mean.sqrt()) / LANES as f64).ceil();
    // A line for each window, one for the columns' lying across lines, and mostly one for the offset.
    let bucket = BUCKET + windows * WINDOW + (windows + 1.75) * line;
    let row = ROW + 2.0 * at(&LINE, 19.0 * rows as f64);
    let of_rule = |rule: &Rule| -> f64 {
        let Some(flips) = rule.flips else { return 0.0 };
        let weights = (0..=flips).map(|weight| {
            let buckets = binomial(plan.key_bits, weight);
            buckets * (bucket + mean * passing(rule, weight) * row)
        });
        weights.sum()
    };
    rules.iter().map(of_rule).sum()
}

/// The share of unrelated rows that pass both conditions if their key differs in `weight` bits.
fn passing(rule: &Rule, weight: u32) -> f64 {
    let inner = rule.inner.mask.count_ones();
    let limit = rule.limit - weight;
    let inner_limit = limit.saturating_sub(u32::from(rule.inner.slack)).min(inner);
    let share = |a: u32| {
        let rest = COLUMN - inner;
        let others: f64 =
            (0..=(limit.saturating_sub(a)).min(rest)).map(|b| binomial(rest, b)).sum();
        binomial(inner, a) * others
    };
    (0..=inner_limit).map(share).sum::<f64>() / f64::from(1u32 << COLUMN)
}

fn binomial(n: u32, k: u32) -> f64 {
    (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product()
}

/// The cheapest plan for questions of that radius whose tables take at most so many bytes for each row; `None` where
/// a scan is cheaper.
pub(super) fn best_plan(bits: u32, rows: usize, radius: u32, most_bytes: f64) -> Option<Plan> {
    let mut best = (of_scan(rows, bits, 1), None);
    for tables in 1..=TABLES_MAX {
        for key_bits in 4..=KEY_MAX {
            let Some(plan) = Plan::new(bits, tables, key_bits) else { continue };
            if bytes(plan, rows) > most_bytes {
                continue;
            }
            let Some(rules) = Rules::new(plan, radius) else { continue };
            let cost = of_tables(plan, &rules.tables, rows);
            if cost < best.0 {
                best = (cost, Some(plan));
            }
        }
    }
    best.1
}

/// Bytes of the tables for each row.
fn bytes(plan: Plan, rows: usize) -> f64 {
    let row_bytes = (f64::log2(rows as f64) / 8.0).ceil().max(1.0);
    let tables = f64::from(plan.tables);
    let offsets = tables * 4.0 * plan.buckets() as f64 / rows as f64;
    2.0 * tables + row_bytes * (tables - 1.0) + offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lists_are_scanned_and_long_ones_get_tables_within_their_memory() {
        assert_eq!(best_plan(256, 1_000, 31, 80.0), None);
        for (bits, radius, most) in [(256, 31, 80.0), (256, 31, 55.0), (64, 10, 60.0)] {
            for rows in [100_000, 1_000_000, 10_000_000, 100_000_000] {
                let plan = best_plan(bits, rows, radius, most).unwrap();
                assert!(bytes(plan, rows) <= most, "{plan:?}");
                let rules = Rules::new(plan, radius).unwrap();
                assert!(of_tables(plan, &rules.tables, rows) < of_scan(rows, bits, 1), "{plan:?}");
            }
        }
    }

    #[test]
    fn a_wider_radius_costs_more_until_the_scan_is_cheaper() {
        let plan = best_plan(256, 1_000_000, 31, 80.0).unwrap();
        let cost = |radius| {
            let rules = Rules::new(plan, radius);
            rules.map_or(f64::INFINITY, |rules| of_tables(plan, &rules.tables, 1_000_000))
        };
        assert!((0..100).map(cost).is_sorted(), "{plan:?}");
        assert!(cost(40) < of_scan(1_000_000, 256, 1));
        assert!(cost(80) > of_scan(1_000_000, 256, 1));
    }
}
