//! In the steady state a searcher allocates nothing.
#![allow(unsafe_code)]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use common::random;
use staydown::{Builder256, Hash, Hash256, Overlay256, Profile, Searcher};

/// The system's memory; counts what the present thread asks for.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every method hands on its arguments, whose conditions its caller has met. The counter neither allocates nor
// has a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: as above.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Queries that belong to one picture: eight orientations of twenty crops.
const TOGETHER: usize = 160;

fn hashes(count: usize) -> Vec<Hash256> {
    let mut random = random(1);
    (0..count).map(|_| Hash(std::array::from_fn(|_| random()))).collect()
}

fn builder(hashes: &[Hash256]) -> Builder256 {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.extend(hashes.iter().copied().zip(0..));
    builder
}

fn ask(searcher: &mut Searcher<'_, 4>, queries: &[Hash256]) -> usize {
    let mut found = 0;
    for query in &queries[..8] {
        found += searcher.within(query, 31).hits.len();
        found += searcher.nearest(query, 10).hits.len();
        found += usize::from(searcher.any_within(query, 31).0);
    }
    found + searcher.within_each(queries, 31).iter().map(|answer| answer.hits.len()).sum::<usize>()
}

fn check(mut searcher: Searcher<'_, 4>, queries: &[Hash256]) {
    let warm: Vec<usize> = (0..3).map(|_| ask(&mut searcher, queries)).collect();
    assert!(warm[0] >= TOGETHER + 8 * 12, "every query finds its own entry, and ten");
    let before = ASKED.get();
    let found = ask(&mut searcher, queries);
    let asked = ASKED.get() - before;
    assert_eq!((found, asked), (warm[0], 0), "hits, allocations");
}

#[test]
fn a_vector_is_counted() {
    let before = ASKED.get();
    drop(std::hint::black_box(vec![1]));
    assert_eq!(ASKED.get() - before, 1);
}

#[test]
fn searches_through_tables_allocate_nothing() {
    let hashes = hashes(20_000);
    // Few buckets, and so many that those of all queries are opened in their order.
    for (tables, key_bits) in [(16, 11), (11, 12)] {
        let mut builder = builder(&hashes);
        assert!(builder.set_plan(tables, key_bits));
        let index = builder.into_index().unwrap();
        check(index.searcher().through_tables(), &hashes[..TOGETHER]);
    }
}

#[test]
fn searches_of_the_whole_list_allocate_nothing() {
    let hashes = hashes(5_000);
    let mut builder = builder(&hashes);
    builder.set_layout(staydown::Layout::Flat);
    let index = builder.into_index().unwrap();
    check(index.searcher(), &hashes[..TOGETHER]);
}

#[test]
fn searches_under_changes_allocate_nothing() {
    let hashes = hashes(20_000);
    let mut builder = builder(&hashes[3_000..]);
    assert!(builder.set_plan(16, 11));
    let index = builder.into_index().unwrap();
    let mut overlay = Overlay256::new(Profile::Pdq).unwrap();
    hashes[..3_000].iter().zip(0..).for_each(|(&hash, id)| overlay.add(hash, id, 1).unwrap());
    (0..100).for_each(|id| overlay.remove(17_000 - id, 0));
    let searcher = index.searcher().over(&overlay).unwrap();
    check(searcher.through_tables(), &hashes[..TOGETHER]);
}
