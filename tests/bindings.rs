//! Promise: what `bindings/vectors.json` says is what the library says; every language runs it.
//!
//! `STAYDOWN_REGENERATE=1 cargo test -p staydown --all-features --test bindings` writes it anew, with its catalogue.
#![cfg(feature = "catalogue")]

mod common;

use std::fs;

use serde_json::{Value, json};
use staydown::{
    Action, Ask, Breaker, Builder256, By, Catalogue, DecodeError, DecodeOptions, Digest, Entry,
    Hash, Hash256, Hit, Limits, List, ListKind, Matcher, Output, Print, Profile, Rules, Tier,
    classic64, classic256, decode, decode_with, digests, pdq,
};

const VECTORS: &str = "bindings/vectors.json";
const CATALOGUE: &str = "bindings/catalogue.db";
const BRIDGE: &str = "tests/data/vectors/threatexchange/data/bridge-mods/aaa-orig.jpg";
const COFFEE: &str = "tests/data/photos/coffee.jpg";
const ROCKET: &str = "tests/data/photos/rocket.jpg";
const CAT: &str = "tests/data/photos/chelsea-cat.jpg";
const FLOWER: &str = "tests/data/photos/flower.jpg";
const BOWL: &str = "tests/data/photos/red-bowl.jpg";
const SMALL_BRIDGE: &str = "tests/data/vectors/threatexchange/data/bridge-mods/shrink-a-lot.jpg";
const MIRRORED: &str =
    "tests/data/vectors/threatexchange/data/reg-test-input/dih/bridge-5-flipx.jpg";
const CMYK: &str = "tests/data/vectors/threatexchange/data/misc-images/modes/CMYK.jpg";
const PALETTE: &str = "tests/data/vectors/threatexchange/data/misc-images/modes/P.png";
const TINY: &str = "tests/data/vectors/threatexchange/data/misc-images/small.jpg";
const NO_PICTURE: &str = "tests/data/vectors/README.md";
const OSPREY: &str = "tests/data/photos/perched-osprey.jpg";

#[test]
fn the_vectors_are_what_the_library_says() {
    let regenerate = std::env::var_os("STAYDOWN_REGENERATE").is_some();
    if regenerate {
        make_catalogue();
    }
    let pictures = [BRIDGE, SMALL_BRIDGE, MIRRORED, CMYK, PALETTE, TINY, COFFEE].map(picture);
    let made = json!({
        "pictures": pictures,
        "bad": bad(),
        "index": index(),
        "catalogue": { "path": CATALOGUE, "checks": checks() },
        "alone": alone(),
    });
    let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
    if regenerate {
        fs::write(VECTORS, &text).unwrap();
    }
    assert!(fs::read_to_string(VECTORS).unwrap() == text, "{VECTORS} is not what the library says");
}

fn picture(path: &str) -> Value {
    let bytes = fs::read(path).unwrap();
    let plane = decode(&bytes, &Limits::default()).unwrap();
    let options = DecodeOptions { output: Output::Rgb, ..DecodeOptions::default() };
    let colours = decode_with(&bytes, &options).unwrap(); // which the classic hashes are of
    let (print, digests) = (pdq(&plane), digests(&bytes));
    let orientations = print.orientations().map(|hash| hash.to_hex());
    json!({
        "path": path,
        "pdq": print.hash.to_hex(),
        "quality": print.quality.get(),
        "orientations": orientations,
        "phash": classic64(&colours, Profile::PHash64).unwrap().to_hex(),
        "blockhash": classic256(&colours, Profile::Blockhash256).unwrap().to_hex(),
        "md5": hex(&digests.md5),
        "sha1": hex(&digests.sha1),
        "sha256": hex(&digests.sha256),
    })
}

fn bad() -> Vec<Value> {
    let cut = &fs::read(CAT).unwrap()[..300];
    let vast = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\0\0\0";
    let files: [&[u8]; 4] = [b"", b"no picture at all", cut, vast];
    let kinds = files.map(|bytes| (bytes, decode(bytes, &Limits::default()).unwrap_err().name()));
    let kinds = kinds.map(|(bytes, kind)| json!({ "bytes": hex(bytes), "error": kind }));
    kinds.to_vec()
}

/// Random hashes, some of them near to each other and two alike, searched in memory.
fn index() -> Value {
    let mut random = common::random(7);
    let mut hashes: Vec<Hash256> = (0..120).map(|_| Hash([0; 4].map(|_: u64| random()))).collect();
    for at in 0..40 {
        let mut near = hashes[at];
        for _ in 0..random() % 40 {
            let bit = random() % 256;
            near.0[bit as usize / 64] ^= 1 << (bit % 64);
        }
        hashes.push(near);
    }
    hashes.push(hashes[3]);
    let entries: Vec<(Hash256, u64)> = hashes.iter().copied().zip(1_u64 << 40..).collect();
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    entries.iter().for_each(|&(hash, id)| builder.push(hash, id));
    let index = builder.into_index().unwrap();
    let within = hashes[..40].iter().zip([0, 16, 31, 60].into_iter().cycle());
    let within = within.map(|(hash, radius)| {
        json!({ "hash": hash.to_hex(), "radius": radius, "hits": hits(&index.within(hash, radius)) })
    });
    let within: Vec<Value> = within.collect();
    let nearest = hashes[..5].iter().map(
        |hash| json!({ "hash": hash.to_hex(), "count": 3, "hits": hits(&index.nearest(hash, 3)) }),
    );
    let nearest: Vec<Value> = nearest.collect();
    let entries: Vec<Value> = entries.iter().map(|(hash, id)| json!([hash.to_hex(), id])).collect();
    json!({ "entries": entries, "within": within, "nearest": nearest })
}

fn hits(hits: &[Hit]) -> Vec<Value> {
    hits.iter().map(|hit| json!([hit.id, hit.distance])).collect()
}

/// A list that blocks, one that asks for a review and one that allows; one entry is withdrawn.
fn make_catalogue() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.db");
    let by = By::new("a keeper", "test vectors");
    let mut catalogue = Catalogue::create(&path).unwrap();
    let watch = List { action: Action::Review, ..List::new("watch", "A hotline") };
    let allow = List { kind: ListKind::Allow, ..List::new("allow", "A platform") };
    for list in [List::new("ncii", "A support centre"), watch, allow] {
        catalogue.create_list(&list, &by).unwrap();
    }
    let near = [
        ("ncii", BRIDGE),
        ("ncii", COFFEE),
        ("ncii", ROCKET),
        ("ncii", BOWL),
        ("watch", CAT),
        ("allow", BOWL),
    ];
    for (at, (list, path)) in near.into_iter().enumerate() {
        let hash = pdq(&decode(&fs::read(path).unwrap(), &Limits::default()).unwrap()).hash;
        let print = Print::Wide { profile: Profile::Pdq, hash, quality: None };
        put(&mut catalogue, list, &format!("near-{at}"), print, &by);
    }
    let exact = Print::Exact(Digest::Sha256(digests(&fs::read(FLOWER).unwrap()).sha256));
    put(&mut catalogue, "ncii", "exact", exact, &by);
    catalogue.withdraw("ncii", "near-2", None, &By::new("a keeper", "asked for")).unwrap();
    drop(catalogue);
    fs::copy(path, CATALOGUE).unwrap();
}

fn put(catalogue: &mut Catalogue, list: &str, key: &str, print: Print, by: &By) {
    let mut entry = Entry::new(key);
    entry.prints.push(print);
    catalogue.put(list, entry, by).unwrap();
}

fn checks() -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.db");
    fs::copy(CATALOGUE, &path).unwrap();
    let matcher = Matcher::open(&path).unwrap();
    let asked = [
        (BRIDGE, Tier::Exact),
        (SMALL_BRIDGE, Tier::Exact),
        (MIRRORED, Tier::Exact),
        (MIRRORED, Tier::Mirrored),
        (COFFEE, Tier::Framed),
        (ROCKET, Tier::Exact),
        (BOWL, Tier::Exact),
        (CAT, Tier::Exact),
        (FLOWER, Tier::Exact),
        (TINY, Tier::Exact),
        (OSPREY, Tier::Framed),
        (NO_PICTURE, Tier::Exact),
    ];
    asked.map(|(file, tier)| check(&matcher, file, tier)).to_vec()
}

/// A matcher over an index without a catalogue.
fn alone() -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.sdx");
    let hash = |file| pdq(&decode(&fs::read(file).unwrap(), &Limits::default()).unwrap()).hash;
    let entries = [(hash(BRIDGE), 7, 0), (hash(COFFEE), 1 << 40, 300), (hash(BRIDGE), 8, 300)];
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    entries.iter().for_each(|&(hash, id, list)| builder.push_to_list(hash, id, list));
    builder.publish(&path).unwrap();
    let matcher = Matcher::over(&path, Rules::default(), Breaker::default()).unwrap();
    let asked = [
        (BRIDGE, Tier::Exact),
        (MIRRORED, Tier::Exact),
        (MIRRORED, Tier::Mirrored),
        (COFFEE, Tier::Framed),
        (ROCKET, Tier::Exact),
        (NO_PICTURE, Tier::Exact),
    ];
    let checks = asked.map(|(file, tier)| check(&matcher, file, tier)).to_vec();
    let entries = entries
        .map(|(hash, id, list)| json!({ "hash": hash.to_hex(), "id": id, "list": list }))
        .to_vec();
    json!({ "entries": entries, "checks": checks })
}

fn check(matcher: &Matcher, file: &str, tier: Tier) -> Value {
    let mut ask = Ask::default();
    ask.tier = tier;
    let checked = matcher.check(&fs::read(file).unwrap(), &ask).unwrap();
    let verdict = &checked.verdict;
    let entries = verdict.matches.iter().map(|matched| json!([matched.list, matched.entry]));
    let entries: Vec<Value> = entries.collect();
    let undecoded = checked.undecoded.as_ref().map(DecodeError::name);
    json!({
        "path": file,
        "tier": tier.name(),
        "action": verdict.action.name(),
        "why": verdict.why.name(),
        "entries": entries,
        "generation": verdict.basis.generation,
        "lists": verdict.basis.state.name(),
        "undecoded": undecoded,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
