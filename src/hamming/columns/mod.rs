//! The filter over columns: of the rows that a table keeps in a bucket, those whose next bits are near enough.
//!
//! A column holds 16 bits of each row of a table, in the order of the table's buckets. A question reads a few hundred
//! short spans of it. Nearly all rows fail, so of each span it is first asked whether any row may pass, without a
//! branch on what was just read from memory; the few spans that remain are looked at row by row.

#[cfg(target_arch = "aarch64")]
pub(super) mod aarch64;
pub(super) mod plain;
#[cfg(target_arch = "x86_64")]
pub(super) mod x86_64;

#[cfg(test)]
mod tests;

use zerocopy::little_endian::U16;

use super::prefetch;

/// Rows that a kernel compares at a time.
pub(crate) const LANES: usize = 32;
/// Rows of two windows.
const PAIR: usize = 2 * LANES;
/// Rows of those that are taken without a branch.
const FEW: usize = 4;
/// Spans ahead of the present one that memory is asked for.
const AHEAD: usize = 32;

/// A kernel: finds every row of the spans that passes, each once, in the order of the spans.
pub(crate) type SiftFn = fn(Sift<'_>, &mut Sifted);

/// What is asked of some buckets of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ask {
    /// Which question it belongs to.
    pub(crate) query: u32,
    /// Spans that it reads.
    pub(crate) spans: u32,
    /// The question's bits at the place of the column.
    pub(crate) column: u16,
    /// Bits in which the column may differ.
    pub(crate) limit: u8,
    /// The table.
    pub(crate) table: u8,
}

/// Places `start..end` of the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// The second condition of a table: of the bits under `mask` at most `limit - slack` differ. No ask has a limit below
/// the slack of its table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inner {
    pub(crate) mask: u16,
    pub(crate) slack: u16,
}

/// A place of the columns whose row passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Number of the ask.
    pub(crate) ask: u32,
    pub(crate) place: u32,
}

/// What a kernel found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sifted {
    pub(crate) spots: Vec<Spot>,
    /// For each span whether a row may pass.
    open: Vec<bool>,
    /// The open spans, each with the number of its ask.
    marked: Vec<(u32, u32)>,
}

/// The question to a kernel.
#[derive(Clone, Copy)]
pub(crate) struct Sift<'a> {
    /// The columns of all tables, one after the other.
    pub(crate) columns: &'a [U16],
    pub(crate) asks: &'a [Ask],
    /// The spans of all asks, one after the other; each within the columns.
    pub(crate) spans: &'a [Span],
    /// The second condition of each table.
    pub(crate) inner: &'a [Inner],
    /// Places that nearly every span stays within.
    pub(crate) usual: usize,
}

/// Which lanes of the windows, laid one over the other, hold a column that differs from `column` in at most `limit` bits.
trait Near: Fn(&[[U16; LANES]], u16, u8, Option<Inner>) -> u32 {}
impl<F: Fn(&[[U16; LANES]], u16, u8, Option<Inner>) -> u32> Near for F {}

/// What all kernels share. `near` is compiled for the caller's instructions once this is a part of the caller.
#[inline(always)]
fn sift_with(sift: Sift<'_>, found: &mut Sifted, near: impl Near) {
    match sift.usual.div_ceil(LANES) {
        0 | 1 => pass::<1>(sift, found, &near),
        2 => pass::<2>(sift, found, &near),
        3 | 4 => pass::<4>(sift, found, &near),
        5 | 6 => pass::<6>(sift, found, &near),
        7 | 8 => pass::<8>(sift, found, &near),
        9 | 10 => pass::<10>(sift, found, &near),
        _ => pass::<16>(sift, found, &near),
    }
}

/// Which spans pass is as good as random, and a branch that is guessed wrong costs as much as looking at a span. So all
/// are marked first, the marks are gathered, and the first rows that pass are taken without branches.
#[inline(always)]
fn pass<const WINDOWS: usize>(sift: Sift<'_>, found: &mut Sifted, near: &impl Near) {
    let Sifted { spots, open, marked } = found;
    open.clear();
    open.resize(sift.spans.len(), false);
    mark::<WINDOWS>(sift, open, near);
    gather(sift, open, marked);
    let mut taken = Taken::new(spots, marked.len());
    for &(number, at) in &*marked {
        let (ask, mut span) = (sift.asks[number as usize], sift.spans[at as usize]);
        let inner = sift.inner[usize::from(ask.table)];
        let mut take = |lanes, place| taken.take(lanes, Spot { ask: number, place });
        if let Some(windows) = windows_of::<WINDOWS>(sift.columns, span) {
            for (place, windows) in (span.start..).step_by(PAIR).zip(windows.chunks(2)) {
                take(lanes(windows, ask, inner, span.end.saturating_sub(place), near), place);
            }
            continue;
        }
        while span.start < span.end
            && let Some(pair) = sift.columns[span.start as usize..].first_chunk::<PAIR>()
        {
            let left = span.end - span.start;
            take(lanes(pair.as_chunks().0, ask, inner, left, near), span.start);
            span.start += left.min(PAIR as u32);
        }
        look_at_all(sift.columns, ask, span, inner, |place| take(1, place));
    }
    taken.end();
}

/// Which of the first `left` rows of one or two windows pass.
#[inline(always)]
fn lanes(windows: &[[U16; LANES]], ask: Ask, inner: Inner, left: u32, near: &impl Near) -> u64 {
    let near = |window: &[_]| u64::from(near(window, ask.column, ask.limit, Some(inner)));
    let others = windows.get(1..2).map_or(0, near);
    (near(&windows[..1]) | others << LANES) & !u64::MAX.unbounded_shl(left)
}

/// The spots that were taken, and room for more behind them.
struct Taken<'s> {
    spots: &'s mut Vec<Spot>,
    count: usize,
}

impl<'s> Taken<'s> {
    fn new(spots: &'s mut Vec<Spot>, expected: usize) -> Self {
        spots.clear();
        spots.resize(expected + PAIR, Spot::default());
        Self { spots, count: 0 }
    }

    /// Takes a spot for each of the lanes, of which the first is `first`.
    #[inline(always)]
    fn take(&mut self, mut lanes: u64, first: Spot) {
        let count = lanes.count_ones() as usize;
        let mut next = || {
            let place = first.place.wrapping_add(lanes.trailing_zeros());
            lanes &= lanes.wrapping_sub(1);
            Spot { place, ..first }
        };
        let (few, others) = self.spots[self.count..][..PAIR].split_at_mut(FEW);
        few.fill_with(&mut next);
        if count > FEW {
            others[..count - FEW].fill_with(next);
        }
        self.count += count;
        if self.spots.len() < self.count + PAIR {
            self.spots.resize(2 * (self.count + PAIR), Spot::default());
        }
    }

    fn end(self) {
        self.spots.truncate(self.count);
    }
}

/// Says of each span whether a row may pass, and asks for the memory of the spans ahead.
#[inline(always)]
fn mark<const WINDOWS: usize>(sift: Sift<'_>, open: &mut [bool], near: &impl Near) {
    let fetch = |span: &Span| {
        for line in 0..=WINDOWS {
            prefetch(sift.columns, span.start as usize + line * LANES);
        }
    };
    sift.spans.iter().take(AHEAD).for_each(fetch);
    let mut next = 0;
    for &ask in sift.asks {
        let own = next..next + ask.spans as usize;
        next = own.end;
        for ((at, span), open) in own.clone().zip(&sift.spans[own.clone()]).zip(&mut open[own]) {
            if let Some(ahead) = sift.spans.get(at + AHEAD) {
                fetch(ahead);
            }
            *open = match windows_of::<WINDOWS>(sift.columns, *span) {
                Some(windows) => near(windows, ask.column, ask.limit, None) != 0,
                None => true,
            };
        }
    }
}

/// The windows that hold a span, and rows behind it; `None` if it is longer, or ends where the columns do.
#[inline(always)]
fn windows_of<const WINDOWS: usize>(columns: &[U16], span: Span) -> Option<&[[U16; LANES]]> {
    let (start, end) = (span.start as usize, span.end as usize);
    let windows = columns.get(start..start + WINDOWS * LANES)?;
    (end <= start + WINDOWS * LANES).then_some(windows.as_chunks().0)
}

/// Collects the spans that are open, each with the number of its ask.
#[inline(always)]
fn gather(sift: Sift<'_>, open: &[bool], marked: &mut Vec<(u32, u32)>) {
    marked.resize(open.len() + 1, (0, 0));
    let (mut next, mut marks) = (0, 0);
    for (number, ask) in (0..).zip(sift.asks) {
        let own = next..next + ask.spans as usize;
        next = own.end;
        for (at, open) in own.clone().zip(&open[own]) {
            marked[marks] = (number, at as u32);
            marks += usize::from(*open);
        }
    }
    marked.truncate(marks);
}

/// Takes every row of the span that passes, one by one.
fn look_at_all(columns: &[U16], ask: Ask, span: Span, inner: Inner, mut take: impl FnMut(u32)) {
    let limit = u32::from(ask.limit);
    for (place, column) in (span.start..).zip(&columns[span.start as usize..span.end as usize]) {
        let differ = column.get() ^ ask.column;
        let masked = (differ & inner.mask).count_ones() + u32::from(inner.slack);
        if differ.count_ones() <= limit && masked <= limit {
            take(place);
        }
    }
}
