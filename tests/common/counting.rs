//! The system's memory, counted: what the present thread asks for and holds.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST_HELD: Cell<isize> = const { Cell::new(0) };
}

/// What some work took of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Memory {
    /// How often it asked for more.
    pub(crate) asked: usize,
    /// Bytes that it held at most, beyond those that were held before.
    pub(crate) most: usize,
}

/// What a piece of work returns, and what it took of memory on this thread.
pub(crate) fn counted<T>(work: impl FnOnce() -> T) -> (T, Memory) {
    let (asked, held) = (ASKED.get(), HELD.get());
    MOST_HELD.set(held);
    let done = work();
    let most = (MOST_HELD.get() - held) as usize;
    (done, Memory { asked: ASKED.get() - asked, most })
}

fn count(bytes: isize) {
    ASKED.set(ASKED.get() + 1);
    HELD.set(HELD.get() + bytes);
    MOST_HELD.set(MOST_HELD.get().max(HELD.get()));
}

// SAFETY: every method hands on its arguments, whose conditions its caller has met. The counter neither allocates nor
// has a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.set(HELD.get() - layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;
