//! One body of tests for the filter of every kernel that the machine has; the oracle goes row by row.

use super::super::tests::numbers;
use super::super::{Kernel, Sift, Sifted};
use super::{Ask, Inner, LANES, Span, Spot};
use crate::CpuLevel;
use zerocopy::little_endian::U16;

/// Rows of a span: none, one, a window of 32 and of 64 and their neighbours, several windows, more than any kernel's
/// longest loop takes (512).
const LENGTHS: [u32; 16] = [0, 1, 2, 31, 32, 33, 63, 64, 65, 96, 127, 129, 192, 320, 511, 700];

/// Usual lengths: one for each loop that the kernels have, and what none has.
const USUAL: [usize; 9] = [0, 1, 33, 65, 129, 193, 321, 512, 100_000];

/// What is asked, with the memory that it lies in.
#[derive(Default)]
struct Question {
    columns: Vec<U16>,
    asks: Vec<Ask>,
    spans: Vec<Span>,
    inner: Vec<Inner>,
}

impl Question {
    fn sift(&self, usual: usize) -> Sift<'_> {
        let Self { columns, asks, spans, inner } = self;
        Sift { columns, asks, spans, inner, usual }
    }

    /// The oracle: span after span, row after row, bit after bit.
    fn expected(&self) -> Vec<Spot> {
        let mut expected = Vec::new();
        let mut spans = self.spans.iter();
        for (number, ask) in (0..).zip(&self.asks) {
            let inner = self.inner[usize::from(ask.table)];
            for span in spans.by_ref().take(ask.spans as usize) {
                for place in span.start..span.end {
                    let column = self.columns[place as usize].get();
                    let bits = |mask: u16| {
                        let differs =
                            |at: u16| (column >> at ^ ask.column >> at) & mask >> at & 1 == 1;
                        (0..16).filter(|&at| differs(at)).count() as u32
                    };
                    let limit = u32::from(ask.limit);
                    if bits(!0) <= limit && bits(inner.mask) + u32::from(inner.slack) <= limit {
                        expected.push(Spot { ask: number, place });
                    }
                }
            }
        }
        expected
    }

    /// Every kernel finds what the oracle finds, in its order, whatever `found` held before.
    fn check(&self) -> usize {
        let expected = self.expected();
        for level in CpuLevel::available() {
            let kernel = Kernel::of(level).expect("every level has a kernel");
            let mut found = Sifted::default();
            for usual in USUAL {
                (kernel.sift)(self.sift(usual), &mut found);
                let spots = &found.spots;
                assert!(
                    *spots == expected,
                    "{level:?}, usual {usual}: {spots:?}\nexpected {expected:?}"
                );
            }
        }
        expected.len()
    }
}

/// Columns of which most differ from `near` in about eight bits, and one in `every` in a few.
fn columns(count: usize, near: u16, every: u64, mut random: impl FnMut() -> u64) -> Vec<U16> {
    let column = |_| {
        let few = 1 << (random() % 16) | 1 << (random() % 16) | 1 << (random() % 16);
        let differ = if random().is_multiple_of(every) { few } else { random() as u16 };
        U16::new(near ^ differ)
    };
    (0..count).map(column).collect()
}

/// The second condition over the first `covered` bits.
fn inner(covered: u32, slack: u16) -> Inner {
    Inner { mask: !u16::MAX.checked_shr(covered).unwrap_or(0), slack }
}

/// Spans of every length, one at each offset from a window's start, and of each length one that ends where the columns
/// do, over asks with every limit and several second conditions.
#[test]
fn every_row_that_passes_is_found_once_and_no_other() {
    let mut random = numbers(1);
    let near = 0x5a3c;
    let count = 40 * 700;
    let mut question = Question {
        columns: columns(count, near, 20, &mut random),
        inner: vec![Inner::default(), inner(1, 0), inner(5, 2), inner(11, 1), inner(16, 3)],
        ..Question::default()
    };
    for limit in 0..=16u8 {
        for (table, inner) in (0..).zip(question.inner.clone()) {
            if u16::from(limit) < inner.slack {
                continue;
            }
            let before = question.spans.len();
            for length in LENGTHS {
                let start = random() as u32 % (count as u32 - length);
                question.spans.push(Span { start, end: start + length });
                if limit % 4 == 1 {
                    let end = count as u32 - u32::from(limit) / 5;
                    question.spans.push(Span { start: end - length, end });
                }
            }
            let spans = (question.spans.len() - before) as u32;
            // Asks without spans stand between the others.
            question.asks.push(Ask { query: 9, limit: 16, ..Ask::default() });
            question.asks.push(Ask { query: 7, spans, column: near, limit, table });
        }
    }
    let found = question.check();
    assert!(found > 10_000, "{found}");
}

/// Of each length a span of which nothing passes but one row: the first, the last, or one between.
#[test]
fn one_row_is_found_wherever_it_stands() {
    for length in LENGTHS.into_iter().filter(|&length| length > 0) {
        let start = 5;
        // What lies beside the span passes, and is none of it.
        let mut question = Question {
            columns: vec![U16::new(0); (length + 2 * start) as usize + 1000],
            inner: vec![inner(8, 0)],
            spans: vec![Span { start, end: start + length }],
            asks: vec![Ask { spans: 1, limit: 2, ..Ask::default() }],
        };
        let span = start as usize..(start + length) as usize;
        question.columns[span.clone()].fill(U16::new(0x0007));
        let places = (0..length).filter(|at| at % 13 == 0 || at + 1 == length);
        for place in places.map(|at| start + at) {
            question.columns[place as usize].set(0x0101);
            assert_eq!(question.check(), 1);
            question.columns[place as usize].set(0x0007);
        }
        question.columns.truncate(span.end);
        assert_eq!(question.check(), 0);
        question.columns[span].fill(U16::new(0x8001));
        assert_eq!(question.check(), length as usize, "all of them");
    }
}

/// Many spans and asks, few rows that pass: marks of one ask must not become spots of another.
#[test]
fn spots_belong_to_the_ask_whose_span_they_lie_in() {
    let mut random = numbers(3);
    let mut question = Question {
        columns: columns(1 << 14, 0, 200, &mut random),
        inner: vec![inner(4, 0), inner(9, 1)],
        ..Question::default()
    };
    for query in 0..200 {
        let spans = (random() % 9) as u32;
        let column = if query % 2 == 0 { 0 } else { random() as u16 };
        let (limit, table) = (3 + query as u8 % 2, (query % 2) as u8);
        question.asks.push(Ask { query, spans, column, limit, table });
        for _ in 0..spans {
            let start = (random() % ((1 << 14) - 100)) as u32;
            question.spans.push(Span { start, end: start + (random() % 100) as u32 });
        }
    }
    assert!(question.check() > 50);
    // A smaller question in the room of a larger one.
    question.asks.truncate(3);
    question.spans.truncate(question.asks.iter().map(|ask| ask.spans as usize).sum());
    question.check();
    question.asks.clear();
    question.spans.clear();
    assert_eq!(question.check(), 0);
}

#[test]
fn columns_shorter_than_a_window_are_read_to_their_end() {
    for count in 1..2 * LANES as u32 {
        let mut question = Question {
            columns: vec![U16::new(0x00ff); count as usize],
            inner: vec![Inner::default()],
            spans: vec![Span { start: 0, end: count }, Span { start: count, end: count }],
            asks: vec![Ask { spans: 2, limit: 1, column: 0x0100, ..Ask::default() }],
        };
        question.columns[count as usize - 1].set(0x0000);
        assert_eq!(question.check(), 1, "{count}");
    }
}
