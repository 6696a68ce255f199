//! Promise: whatever the order of their steps, an answer is that of one generation, of none that was replaced before the
//! question, what is live never goes back, an index that lost entries is not taken up, and nobody waits for ever.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64 as Plain, Ordering::Relaxed};

use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::sync::atomic::{AtomicU64, Ordering};
use shuttle::{Config, Runner, thread};

use super::connections::Connections;
use super::kept::Kept;
use super::live::Live;
use super::loaded::Loaded;
use super::seen::FileSeen;
use crate::disk::Disk;
use crate::list::Catalogue;
use crate::verdict::Rules;

/// Entries 1 to 3 count from the beginning; 1 is never withdrawn.
fn begin(over_catalogue: bool) -> (Arc<Disk>, Arc<Kept>) {
    static NEXT: Plain = Plain::new(0);
    let path = PathBuf::from(NEXT.fetch_add(1, Relaxed).to_string());
    let disk = Disk::put(&path);
    for id in 1..=3 {
        disk.change(id, true);
    }
    disk.publish(None);
    let seen = FileSeen::at(&path);
    let store = Catalogue::open_to_read(&path).unwrap();
    let (live, connections) = match over_catalogue {
        true => {
            let live = Live::new(Loaded::open(&path, [7; 16]).unwrap(), &store, &Rules).unwrap();
            (live, Some(Connections::new(path.clone(), store)))
        }
        false => (Live::alone(Loaded::alone(&path, 1).unwrap(), &Rules).unwrap(), None),
    };
    (disk, Arc::new(Kept::new(connections, path, Rules, live, seen)))
}

fn asks(disk: &Disk, kept: &Arc<Kept>, acknowledged: &AtomicU64) {
    let mut last = 0;
    for _ in 0..3 {
        let before = acknowledged.load(Ordering::SeqCst);
        let found = |live: &Live| Ok(live.counting.clone());
        let read = |store: &Catalogue, _: &_| Ok(store.state().generation);
        let (live, counting, read) = kept.in_one_generation(found, read).unwrap();
        assert_eq!(Some(live.generation), read, "found and read in one generation");
        assert_eq!(counting, disk.history.lock().unwrap()[live.generation as usize]);
        assert!(live.generation >= before.max(last), "{} after {before}, {last}", live.generation);
        last = live.generation;
    }
}

fn over_a_catalogue() {
    let (disk, kept) = begin(true);
    let acknowledged = Arc::new(AtomicU64::new(3));
    let writer = {
        let (disk, acknowledged) = (Arc::clone(&disk), Arc::clone(&acknowledged));
        thread::spawn(move || {
            for (id, counts) in
                [(4, true), (2, false), (5, true), (3, false), (2, true), (4, false)]
            {
                acknowledged.store(disk.change(id, counts), Ordering::SeqCst);
            }
        })
    };
    let publisher = {
        let disk = Arc::clone(&disk);
        thread::spawn(move || [None, Some(1), None].map(|without| disk.publish(without)))
    };
    let watcher = {
        let kept = Arc::clone(&kept);
        thread::spawn(move || {
            let mut last = 0;
            for _ in 0..6 {
                let live = kept.live();
                assert!(live.generation >= last, "what is live goes back");
                assert!(live.counting.contains(&1), "an index that lost an entry is taken up");
                last = live.generation;
                thread::yield_now();
            }
        })
    };
    let readers = [(); 2].map(|()| {
        let (disk, kept) = (Arc::clone(&disk), Arc::clone(&kept));
        let acknowledged = Arc::clone(&acknowledged);
        thread::spawn(move || asks(&disk, &kept, &acknowledged))
    });
    let all = [writer, watcher].into_iter().chain(readers);
    all.for_each(|thread| thread.join().unwrap());
    publisher.join().unwrap();
    kept.refresh().unwrap();
    assert_eq!(kept.live().generation, 9);
    assert_eq!(kept.live().loaded().stamp.number, disk.file.lock().unwrap().number);
    assert_eq!(kept.refused(), None);
}

/// So often that answers have to be given while nobody else takes changes up.
fn over_a_catalogue_that_changes_on_and_on() {
    let (disk, kept) = begin(true);
    let acknowledged = Arc::new(AtomicU64::new(3));
    let readers = [(); 2].map(|()| {
        let (disk, kept) = (Arc::clone(&disk), Arc::clone(&kept));
        let acknowledged = Arc::clone(&acknowledged);
        thread::spawn(move || asks(&disk, &kept, &acknowledged))
    });
    for round in 0..30 {
        acknowledged.store(disk.change(4 + round % 2, round % 3 == 0), Ordering::SeqCst);
    }
    readers.into_iter().for_each(|thread| thread.join().unwrap());
}

fn over_an_index_alone() {
    let (disk, kept) = begin(false);
    let publisher = {
        let disk = Arc::clone(&disk);
        thread::spawn(move || {
            for id in 4..=6 {
                disk.change(id, true);
                disk.publish(None);
            }
        })
    };
    let readers = [(); 3].map(|()| {
        let kept = Arc::clone(&kept);
        thread::spawn(move || {
            let mut last = (0, 0);
            for _ in 0..3 {
                let found = |live: &Live| Ok(live.counting.len());
                let (live, counting, read) = kept.in_one_generation(found, |_, _| Ok(())).unwrap();
                assert_eq!(read, None);
                assert!((live.generation, counting) >= last, "an older file is taken up");
                last = (live.generation, counting);
            }
        })
    });
    readers.into_iter().for_each(|thread| thread.join().unwrap());
    publisher.join().unwrap();
    kept.refresh().unwrap();
    assert_eq!(kept.live().counting.len(), 6);
}

/// `STAYDOWN_ORDERS` says how many orders each scheduler tries.
fn run(what: fn()) {
    let orders = std::env::var("STAYDOWN_ORDERS").map_or(3000, |orders| orders.parse().unwrap());
    let schedulers: [Box<dyn Scheduler + Send>; 2] = [
        Box::new(RandomScheduler::new_from_seed(1, orders)),
        Box::new(PctScheduler::new_from_seed(1, 4, orders)),
    ];
    for scheduler in schedulers {
        Runner::new(scheduler, Config::default()).run(what);
    }
}

#[test]
fn a_matcher_over_a_catalogue() {
    run(over_a_catalogue);
}

#[test]
fn a_matcher_over_a_catalogue_that_changes_on_and_on() {
    run(over_a_catalogue_that_changes_on_and_on);
}

#[test]
fn a_matcher_over_an_index_alone() {
    run(over_an_index_alone);
}
