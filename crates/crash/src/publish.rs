//! A publisher of the index.

use std::time::{Duration, Instant};

use clap::Args;
use staydown::{Catalogue, build_index, index_path};

use crate::{Done, Place};

#[derive(Args)]
pub struct PublishArgs {
    #[command(flatten)]
    place: Place,
    /// How often
    #[arg(long, default_value_t = u64::MAX)]
    times: u64,
    /// Time at most
    #[arg(long, default_value_t = 3600.0)]
    seconds: f64,
    /// A pause after each
    #[arg(long, default_value_t = 0)]
    pause_ms: u64,
}

pub fn run(args: &PublishArgs) -> Done {
    let catalogue = Catalogue::open_to_read(&args.place.catalogue)?;
    let path = index_path(&args.place.catalogue);
    let end = Instant::now() + Duration::from_secs_f64(args.seconds);
    for _ in 0..args.times {
        if Instant::now() >= end {
            break;
        }
        let built = build_index(&catalogue, &path, |_| {})?;
        println!("{} {}", built.generation, built.hashes);
        std::thread::sleep(Duration::from_millis(args.pause_ms));
    }
    Ok(())
}
