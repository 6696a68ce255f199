//! Damage of every kind is found or changes no answer, and takes no memory: each bit, length and block of a file of 64 KiB,
//! and files that are wrong in ways that a checksum does not see.

use std::ops::Range;

use rayon::prelude::*;
use staydown::{Builder256, Hash, Hash256, Hit, Index, Index256, Layout, Profile};

use crate::common::random;
use crate::corruption::{FIRST, HEADER, KINDS, SECTION, bytes, seal, section};
use crate::counting::counted;

/// Files that are made wrong, unless the environment says another number.
const MUTATIONS: u64 = 100_000;

/// What a search of a file of no length may hold, in bytes; of any other twice its length beside.
const MEMORY: usize = 64 << 10;

/// Entries of few centres, some of them twice and some of a list.
fn builder(entries: u64, tables: Option<(u32, u32)>) -> Builder256 {
    let mut random = random(entries);
    let centres: [[u64; 4]; 3] = std::array::from_fn(|_| std::array::from_fn(|_| random()));
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    for id in 0..entries {
        let far = if id % 2 == 0 { random() & random() } else { 0 };
        let [a, b, c, d] = centres[id as usize % 3];
        let hash = Hash([a ^ far, b, c ^ random() & random() & random(), d]);
        builder.push_to_list(hash, id, u16::from(id % 5 == 0));
        if id % 10 == 0 {
            builder.push(hash, 1_000_000 + id);
        }
    }
    match tables {
        Some((tables, key_bits)) => assert!(builder.set_plan(tables, key_bits)),
        None => builder.set_layout(Layout::Flat),
    }
    builder
}

fn is_found(file: &[u8]) -> bool {
    Index256::from_bytes(file).map_or(true, |index| index.verify().is_err())
}

#[test]
fn every_bit_length_and_block_is_found() {
    let file = bytes(&builder(760, Some((9, 7))));
    assert!((60 << 10..68 << 10).contains(&file.len()), "{}", file.len());
    assert!(!is_found(&file));
    let flipped = |file: &mut Vec<u8>, bit: usize| {
        file[bit / 8] ^= 1 << (bit % 8);
        assert!(is_found(file), "bit {bit}");
        file[bit / 8] ^= 1 << (bit % 8);
    };
    (0..8 * file.len()).into_par_iter().for_each_init(|| file.clone(), flipped);
    assert!((0..file.len()).all(|length| Index256::from_bytes(&file[..length]).is_err()));
    for length in [512, 4096] {
        let blocks: Vec<_> = (0..file.len() / length).map(|at| at * length).collect();
        blocks.par_iter().for_each(|&one| {
            let mut zeroed = file.clone();
            zeroed[one..one + length].fill(0);
            assert!(zeroed == file || is_found(&zeroed), "{length} zeros at {one}");
            for &other in blocks.iter().filter(|&&other| other > one) {
                let mut swapped = file.clone();
                let (front, back) = swapped.split_at_mut(other);
                front[one..one + length].swap_with_slice(&mut back[..length]);
                assert!(swapped == file || is_found(&swapped), "{length} at {one} and {other}");
            }
        });
    }
}

#[test]
#[allow(clippy::print_stdout)] // the figures, with --nocapture
fn files_wrong_on_purpose_are_refused_or_answer_for_what_they_hold() {
    let rounds = std::env::var("STAYDOWN_MUTATIONS").map_or(MUTATIONS, |n| n.parse().unwrap());
    let files = [builder(120, Some((9, 6))), builder(40, Some((16, 4))), builder(150, None)];
    let files = files.map(|builder| bytes(&builder));
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let check = |worker| {
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
        let alone = alone.build().unwrap(); // so that all memory is counted
        let mut seen = [0; 3];
        for round in (worker..rounds).step_by(workers as usize) {
            let file = mutated(&files[round as usize % files.len()], round);
            seen[alone.install(|| outcome(&file, round)) as usize] += 1;
        }
        seen
    };
    let seen = std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..workers).map(|worker| scope.spawn(move || check(worker))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<[u64; 3]>>()
    });
    let [refused, damaged, whole] =
        [0, 1, 2].map(|at| seen.iter().map(|seen| seen[at]).sum::<u64>());
    println!("{rounds} files: {refused} do not open, {damaged} do not verify, {whole} do");
    let some = rounds / 100;
    assert!(refused > some && damaged > some && whole > some, "{refused} {damaged} {whole}");
}

#[derive(Clone, Copy)]
enum Outcome {
    Refused,
    Damaged,
    Whole,
}

fn outcome(file: &[u8], round: u64) -> Outcome {
    let (opened, memory) = counted(|| {
        let index = Index256::from_bytes(file).ok()?;
        let verified = index.verify().is_ok();
        Some((search(&index, round), index, verified))
    });
    assert!(memory.most <= 2 * file.len() + MEMORY, "{round}: {} bytes", memory.most);
    let Some((answers, index, verified)) = opened else { return Outcome::Refused };
    if !verified {
        return Outcome::Damaged;
    }
    for (query, answer) in answers {
        let mut expected: Vec<Hit> = (0..index.len())
            .filter_map(|at| index.entry(at))
            .map(|(hash, id, list)| Hit { distance: hash.distance(&query), id, list })
            .filter(|hit| hit.distance <= 31)
            .collect();
        expected.sort();
        assert_eq!(answer, expected, "{round}");
    }
    Outcome::Whole
}

/// Queries that hit and one that does not, and their answers.
fn search(index: &Index<4, &[u8]>, round: u64) -> Vec<(Hash256, Vec<Hit>)> {
    let mut random = random(round);
    let mut queries = vec![Hash256::ZERO];
    for _ in 0..2 {
        if let Some((mut hash, ..)) = index.entry(random() as usize % 100) {
            hash.0[random() as usize % 4] ^= 1 << (random() % 64) | 1 << (random() % 64);
            queries.push(hash);
        }
    }
    let mut searcher = index.searcher().through_tables();
    queries.iter().map(|query| (*query, searcher.within(query, 31).hits.to_vec())).collect()
}

/// The file with one to three things wrong, and half of the time with checksums over that.
fn mutated(file: &[u8], round: u64) -> Vec<u8> {
    let mut file = file.to_vec();
    let mut random = random(round);
    let length = file.len() as u64;
    for _ in 0..1 + random() % 3 {
        match random() % 6 {
            // A number of the header or of the table of sections.
            0 => put_number(&mut file, 0..FIRST, length, &mut random),
            // A number of a section.
            1 | 2 => {
                let kind = 1 + random() as usize % KINDS;
                let at = section(&file, kind);
                if at.len() >= 8 && at.end <= file.len() {
                    put_number(&mut file, at, length, &mut random);
                }
            }
            // Some bytes stand where others should.
            3 => {
                let count = 1 + random() as usize % 64;
                let from = random() as usize % (file.len() - count);
                let to = FIRST + random() as usize % (file.len() - count - FIRST);
                file.copy_within(from..from + count, to);
            }
            // Two entries of the table of sections change places.
            4 => {
                let [one, other] = [0; 2].map(|_| HEADER + random() as usize % KINDS * SECTION);
                for at in 0..SECTION {
                    file.swap(one + at, other + at);
                }
            }
            // Something is missing or too much, and the header's length may say so.
            _ => {
                let at = FIRST + random() as usize % (file.len() - FIRST);
                let count = 64 * (1 + random() as usize % 4);
                match random() % 2 {
                    0 => drop(file.drain(at..(at + count).min(file.len()))),
                    _ => drop(file.splice(at..at, std::iter::repeat_n(0x5a, count))),
                }
                if random().is_multiple_of(2) {
                    let length = file.len() as u64;
                    file[16..24].copy_from_slice(&length.to_le_bytes());
                }
            }
        }
    }
    if random().is_multiple_of(2) {
        seal(&mut file);
    }
    file
}

/// Puts a number that programs trip over in place of one of 2, 4 or 8 bytes.
fn put_number(file: &mut [u8], range: Range<usize>, length: u64, random: &mut impl FnMut() -> u64) {
    let width = [2, 4, 8][random() as usize % 3];
    let at = range.start + random() as usize % (range.len() / width) * width;
    let mut old = [0; 8];
    old[..width].copy_from_slice(&file[at..at + width]);
    let old = u64::from_le_bytes(old);
    let numbers = [
        0,
        1,
        u64::MAX,
        u64::MAX >> 1,
        1 << 31,
        old.wrapping_add(1),
        old.wrapping_sub(1),
        old << 1,
        length,
        length + 1,
        random(),
        random() % 256,
    ];
    let number = numbers[random() as usize % numbers.len()];
    file[at..at + width].copy_from_slice(&number.to_le_bytes()[..width]);
}
