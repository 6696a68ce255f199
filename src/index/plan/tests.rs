//! That the rules meet every row within the radius, by arithmetic: no index, and no table, is built.

use std::ops::Range;

use proptest::prelude::*;

use super::*;

const WIDTHS: [u32; 3] = [64, 128, 256];

/// Every way to cut hashes of so many bits into up to 40 tables.
fn plans(bits: u32) -> impl Iterator<Item = Plan> {
    let keys = move |tables| (1..=KEY_MAX).filter_map(move |key| Plan::new(bits, tables, key));
    (1..=40).flat_map(keys)
}

/// The radii for which a plan has rules, no wider than a hash.
fn radii(plan: Plan) -> Range<u32> {
    let units = FLIPS_MAX.min(plan.key_bits) + 1;
    0..(plan.tables * units).min(plan.bits + 1)
}

/// Bits that differ, by their positions on the ring, taken in this order.
type Order = Vec<u32>;

/// Whether some table meets a row that differs in these bits.
fn is_met(plan: Plan, rules: &Rules, positions: &[u32]) -> bool {
    match plan.bits {
        64 => is_met_by::<1>(plan, rules, positions),
        128 => is_met_by::<2>(plan, rules, positions),
        _ => is_met_by::<4>(plan, rules, positions),
    }
}

fn is_met_by<const W: usize>(plan: Plan, rules: &Rules, positions: &[u32]) -> bool {
    let mut differ = [0; W];
    for &position in positions {
        differ[position as usize / 64] |= 1 << (63 - position % 64);
    }
    rules.tables.iter().any(|rule| {
        let (key, column) = plan.key_and_column(rule, &differ);
        rule.meets(key.count_ones(), column)
    })
}

fn check(plan: Plan, radius: u32, rules: &Rules, order: &[u32]) {
    let positions = &order[..order.len().min(radius as usize)];
    assert!(is_met(plan, rules, positions), "{plan:?}, {radius}, {positions:?}");
}

/// In each chunk of `chunks` as many bits as its units, so that its own key and column meet nothing.
fn at_the_thresholds(plan: Plan, rules: &Rules, chunks: impl Iterator<Item = u32>) -> Order {
    let units = |table: u32| rules.tables[table as usize].flips.map_or(0, |flips| flips + 1);
    chunks.flat_map(|table| plan.chunk(table).take(units(table) as usize)).collect()
}

/// The parts of the ring that tables read, their keys left out.
fn columns(plan: Plan) -> Order {
    let column = |table| {
        let key_end = plan.chunk(table).start + plan.key_bits;
        (key_end..key_end + COLUMN).map(|position| position % plan.bits)
    };
    let mut positions: Order = (0..plan.tables).flat_map(column).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

#[test]
fn units_are_one_more_than_the_radius_and_differ_by_one_at_most() {
    for plan in WIDTHS.into_iter().flat_map(plans) {
        for radius in radii(plan) {
            let rules = Rules::new(plan, radius).expect("a radius that the flips allow");
            let units = rules.tables.iter().map(|rule| rule.flips.map_or(0, |flips| flips + 1));
            let units: Vec<u32> = units.collect();
            let (least, most) = (units.iter().min().unwrap(), units.iter().max().unwrap());
            assert_eq!(units.iter().sum::<u32>(), radius + 1, "{plan:?}");
            assert!(most - least <= 1, "{plan:?}, {radius}: {units:?}");
            assert_eq!(rules.weights(), *most);
        }
        let beyond = plan.tables * (FLIPS_MAX.min(plan.key_bits) + 1);
        assert!(beyond > plan.bits || Rules::new(plan, beyond).is_none(), "{plan:?}");
    }
}

#[test]
fn a_radius_beyond_all_bits_is_taken_for_all_bits() {
    for plan in WIDTHS.into_iter().flat_map(plans) {
        let tables = |radius| Rules::new(plan, radius).map(|rules| rules.tables);
        for radius in [plan.bits + 1, u32::MAX / 2, u32::MAX - 1, u32::MAX] {
            assert_eq!(tables(radius), tables(plan.bits), "{plan:?}, {radius}");
        }
    }
}

/// The kernels subtract the one from the other.
#[test]
fn a_limit_is_never_below_the_slack() {
    for plan in WIDTHS.into_iter().flat_map(plans) {
        for rule in radii(plan).filter_map(|radius| Rules::new(plan, radius)).flat_map(|r| r.tables)
        {
            if let Some(flips) = rule.flips {
                assert!(flips + u32::from(rule.inner.slack) <= rule.limit, "{plan:?}, {rule:?}");
                assert!(rule.limit <= u32::from(u8::MAX));
            }
        }
    }
}

/// A limit counts the units of the chunks that key and column reach into, and of no others; the second condition those
/// up to the first end of a chunk within the column.
#[test]
fn a_column_is_allowed_the_units_of_the_chunks_that_it_reaches() {
    for plan in WIDTHS.into_iter().flat_map(plans) {
        let Some(rules) = Rules::new(plan, radii(plan).end / 2) else { continue };
        let units = |table: u32| rules.tables[table as usize].flips.map_or(0, |flips| flips + 1);
        let chunk_of = |position: u32| {
            (0..plan.tables).find(|&table| plan.chunk(table).contains(&(position % plan.bits)))
        };
        let allowed = |positions: Range<u32>| {
            let mut reached: Vec<u32> = positions.filter_map(chunk_of).collect();
            reached.dedup();
            reached.into_iter().map(units).sum::<u32>()
        };
        for (table, rule) in (0..).zip(&rules.tables).filter(|(_, rule)| rule.flips.is_some()) {
            let (start, key_end) =
                (plan.chunk(table).start, plan.chunk(table).start + plan.key_bits);
            let at = (plan, table, rule);
            assert_eq!(rule.start, start);
            assert_eq!(rule.limit + 1, allowed(start..key_end + COLUMN), "{at:?}");
            let ends =
                |covered: &u32| chunk_of(key_end + covered - 1) != chunk_of(key_end + covered);
            let covered = (1..COLUMN).find(ends).unwrap_or(0);
            assert_eq!(rule.inner.mask, !(u16::MAX >> covered), "{at:?}");
            let end = if covered > 0 { covered } else { COLUMN };
            let inner = rule.limit + 1 - u32::from(rule.inner.slack);
            assert_eq!(inner, allowed(start..key_end + end), "{at:?}");
        }
    }
}

#[test]
fn errors_at_every_threshold_as_far_as_the_radius_goes_are_met() {
    for plan in WIDTHS.into_iter().flat_map(plans) {
        for radius in radii(plan) {
            let Some(rules) = Rules::new(plan, radius) else { continue };
            for first in [0, 1, plan.tables / 2, plan.tables - 1] {
                let (forth, back) = (first..first + plan.tables, 0..plan.tables);
                let forth = forth.map(|table| table % plan.tables);
                let back = back.map(|step| (first + plan.tables - step) % plan.tables);
                check(plan, radius, &rules, &at_the_thresholds(plan, &rules, forth));
                check(plan, radius, &rules, &at_the_thresholds(plan, &rules, back));
            }
        }
    }
}

#[test]
fn a_burst_at_any_offset_of_the_ring_is_met() {
    for plan in [(64, 9, 5), (64, 16, 4), (128, 7, 18), (256, 11, 12), (256, 16, 13), (256, 23, 9)]
    {
        let plan = Plan::new(plan.0, plan.1, plan.2).unwrap();
        for radius in radii(plan).step_by(3) {
            let rules = Rules::new(plan, radius).unwrap();
            for offset in 0..plan.bits {
                let burst: Order =
                    (offset..offset + radius).map(|position| position % plan.bits).collect();
                check(plan, radius, &rules, &burst);
            }
        }
    }
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let tables = |bits: u32| (Just(bits), 1..=40u32);
    let keys =
        |(bits, tables): (u32, u32)| (Just(bits), Just(tables), 1..=(bits / tables).min(KEY_MAX));
    let plan = prop::sample::select(&WIDTHS[..]).prop_flat_map(tables).prop_flat_map(keys);
    plan.prop_map(|(bits, tables, key)| Plan::new(bits, tables, key).expect("within the limits"))
}

fn shuffled(mut positions: Order, mut random: impl FnMut(u32) -> u32) -> Order {
    for at in (1..positions.len()).rev() {
        positions.swap(at, random(at as u32 + 1) as usize);
    }
    positions
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Anywhere, in a few chunks alone, in the columns alone, and bursts; as many as the radius, and fewer.
    #[test]
    fn any_errors_within_the_radius_are_met(
        plan in any_plan(),
        share in 0.0..1.0f64,
        seed in any::<u64>(),
    ) {
        let end = radii(plan).end;
        let radius = ((f64::from(end) * share) as u32).min(end - 1);
        let rules = Rules::new(plan, radius).unwrap();
        let mut state = seed;
        let mut below = |end: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (((state >> 32) * u64::from(end)) >> 32) as u32
        };
        for round in 0..60 {
            let order = match round % 4 {
                0 => shuffled((0..plan.bits).collect(), &mut below),
                1 => {
                    let tables = shuffled((0..plan.tables).collect(), &mut below);
                    at_the_thresholds(plan, &rules, tables.into_iter())
                }
                2 => shuffled(columns(plan), &mut below),
                _ => {
                    let tables = shuffled((0..plan.tables).collect(), &mut below);
                    tables.into_iter().flat_map(|table| plan.chunk(table)).collect()
                }
            };
            check(plan, radius, &rules, &order);
            check(plan, below(radius + 1), &rules, &order);
        }
    }
}

#[test]
fn flips_of_a_weight_are_all_its_words_each_once() {
    for bits in 1..=16 {
        for weight in 0..=bits {
            let words: Vec<u32> = words_of_weight(bits, weight).collect();
            let all = (0..1 << bits).filter(|word: &u32| word.count_ones() == weight);
            assert_eq!(words, all.collect::<Vec<_>>(), "{weight} of {bits}");
        }
    }
    let widest: Vec<u32> = words_of_weight(KEY_MAX, FLIPS_MAX).collect();
    assert_eq!(widest.len(), 10_626, "4 of 24");
    assert!(widest.is_sorted_by(|a, b| a < b));
    assert!(widest.iter().all(|word| word.count_ones() == 4 && word >> KEY_MAX == 0));
}

#[test]
fn rules_give_the_flips_weight_by_weight() {
    let rules = Rules::new(Plan::new(256, 11, 12).unwrap(), 32).unwrap();
    let counts: Vec<usize> = (0..4).map(|weight| rules.flips(weight).len()).collect();
    assert_eq!(counts, [1, 12, 66, 0]);
    for weight in 0..3 {
        assert!(rules.flips(weight).iter().all(|flip| flip.count_ones() == weight));
    }
}
