//! Promise: copies that were cropped, mirrored, inverted or framed are found in a list of ordinary hashes, unrelated
//! pictures are not, and no picture is too odd to be asked about.

use std::path::Path;

use staydown::{
    Action, Buffer, Builder256, Channels, Finder, Findings, Index, Limits, Orientation, Overlay256,
    Plane, Policy, Profile, Quality, Tier, decode, pdq,
};

/// Photographs that hash well, and an index of all but every fifth.
struct Listed {
    photos: Vec<Plane>,
    index: Index<4, Buffer>,
}

impl Listed {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/photos");
        let mut files: Vec<_> =
            folder.read_dir().unwrap().map(|file| file.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "jpg"));
        files.sort();
        let luma = |file: &std::path::PathBuf| {
            let picture = decode(&std::fs::read(file).unwrap(), &Limits::default()).unwrap();
            let plane = picture.into_plane();
            let bytes = plane.channels().bytes();
            let green = plane.data().chunks(bytes).map(|pixel| pixel[bytes / 2]).collect();
            Plane::new(green, plane.width(), plane.height(), Channels::Luma).unwrap()
        };
        let mut photos: Vec<Plane> = files.iter().map(luma).collect();
        photos.retain(|photo| pdq(photo).quality >= Quality::USABLE);
        assert!(photos.len() >= 10, "{} photographs", photos.len());
        let mut builder = Builder256::new(Profile::Pdq).unwrap();
        let listed = photos.iter().zip(0u64..).filter(|(_, id)| id % 5 != 0);
        listed.for_each(|(photo, id)| builder.push(pdq(photo).hash, id));
        Self { photos, index: builder.into_index().unwrap() }
    }

    fn check(&self, picture: &Plane, tier: Tier) -> Findings {
        Finder::new(self.index.searcher()).check(picture, tier)
    }

    /// How many altered copies of listed photographs meet theirs, of how many; no copy may meet another's, and none
    /// of a photograph that is not listed may meet anything.
    fn found(&self, tier: Tier, alter: impl Fn(&Plane) -> Plane) -> (usize, usize) {
        let (mut found, mut of) = (0, 0);
        for (photo, id) in self.photos.iter().zip(0u64..) {
            let findings = self.check(&alter(photo), tier);
            assert!(findings.matches.iter().all(|found| found.id == id), "{id}: {findings:?}");
            if id % 5 != 0 {
                found += usize::from(!findings.matches.is_empty());
                of += 1;
            } else {
                assert_eq!(findings.action, Action::Allow, "{id}: {findings:?}");
            }
        }
        (found, of)
    }
}

/// The part from these shares of the sides on, of these shares.
fn cropped(photo: &Plane, left: f64, top: f64, across: f64, down: f64) -> Plane {
    let part = |length: usize, share: f64| (length as f64 * share) as usize;
    let (x, y) = (part(photo.width(), left), part(photo.height(), top));
    let (width, height) = (part(photo.width(), across), part(photo.height(), down));
    let rows = (y..y + height).flat_map(|row| photo.as_ref().row(row)[x..x + width].to_vec());
    Plane::new(rows.collect(), width, height, Channels::Luma).unwrap()
}

/// With a border of that tone, a part of the width wide.
fn bordered(photo: &Plane, share: f64, tone: u8) -> Plane {
    let edge = (photo.width() as f64 * share) as usize;
    let (width, height) = (photo.width() + 2 * edge, photo.height() + 2 * edge);
    let mut data = vec![tone; width * height];
    for y in 0..photo.height() {
        let start = (y + edge) * width + edge;
        data[start..start + photo.width()].copy_from_slice(photo.as_ref().row(y));
    }
    Plane::new(data, width, height, Channels::Luma).unwrap()
}

fn inverted(photo: &Plane) -> Plane {
    let data = photo.data().iter().map(|value| 255 - value).collect();
    Plane::new(data, photo.width(), photo.height(), Channels::Luma).unwrap()
}

/// Nine tenths.
fn nearly_all((found, of): (usize, usize)) {
    assert!(of >= 8 && 10 * found >= 9 * of, "{found} of {of}");
}

#[test]
fn crops_are_found_by_guessing_what_is_missing() {
    let listed = Listed::new();
    nearly_all(listed.found(Tier::Framed, |photo| cropped(photo, 0.05, 0.05, 0.9, 0.9)));
    nearly_all(listed.found(Tier::Framed, |photo| cropped(photo, 0.02, 0.1, 0.93, 0.88)));
    nearly_all(listed.found(Tier::Thorough, |photo| cropped(photo, 0.13, 0.04, 0.83, 0.86)));
    let (found, of) = listed.found(Tier::Mirrored, |photo| cropped(photo, 0.05, 0.05, 0.9, 0.9));
    assert!(found < of / 2, "{found} of {of}: the whole picture would do");
}

#[test]
fn a_guess_says_where_the_original_was() {
    let listed = Listed::new();
    let mut off: Vec<f32> = Vec::new();
    for (photo, id) in listed.photos.iter().zip(0u64..).filter(|(_, id)| id % 5 != 0) {
        let findings = listed.check(&cropped(photo, 0.04, 0.1, 0.9, 0.85), Tier::Framed);
        let found = findings.matches.iter().find(|found| found.id == id);
        off.extend(found.map(|found| {
            let frame = found.guess.frame;
            let (across, down) = (frame.right - frame.left, frame.bottom - frame.top);
            let sides = [-frame.left / across - 0.04, -frame.top / down - 0.1];
            sides.into_iter().map(f32::abs).fold(0.0, f32::max)
        }));
    }
    off.sort_unstable_by(f32::total_cmp);
    assert!(off.len() >= 15 && off[off.len() / 2] < 0.01, "{off:?}");
}

#[test]
fn borders_and_inversion_are_found() {
    let listed = Listed::new();
    for (share, tone) in [(0.03, 255), (0.1, 0), (0.2, 128)] {
        nearly_all(listed.found(Tier::Framed, |photo| bordered(photo, share, tone)));
    }
    nearly_all(listed.found(Tier::Framed, inverted));
    nearly_all(listed.found(Tier::Framed, |photo| bordered(&inverted(photo), 0.08, 255)));
}

#[test]
fn every_orientation_is_blocked_from_mirrored_on() {
    let listed = Listed::new();
    for orientation in Orientation::ALL {
        let found = listed.found(Tier::Mirrored, |photo| photo.oriented(orientation));
        assert_eq!(found.0, found.1, "{}", orientation.name());
    }
    let turned = listed.photos[1].oriented(Orientation::Rotate90);
    let findings = listed.check(&turned, Tier::Mirrored);
    let undone = findings.matches[0].guess.orientation;
    assert_eq!((findings.action, undone), (Action::Block, Orientation::Rotate270));
}

#[test]
fn exact_is_the_plain_search() {
    let listed = Listed::new();
    for photo in &listed.photos {
        let findings = listed.check(photo, Tier::Exact);
        let hits = listed.index.within(&pdq(photo).hash, 31);
        let ids: Vec<u64> = findings.matches.iter().map(|found| found.id).collect();
        assert_eq!(ids, hits.iter().map(|hit| hit.id).collect::<Vec<_>>());
    }
}

#[test]
fn every_direct_match_is_given_in_every_tier() {
    let listed = Listed::new();
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    (0..50).for_each(|id| builder.push(pdq(&listed.photos[1]).hash, id));
    let index = builder.into_index().unwrap();
    for tier in Tier::ALL {
        let findings = Finder::new(index.searcher()).check(&listed.photos[1], tier);
        assert_eq!((findings.action, findings.matches.len()), (Action::Block, 50), "{tier}");
    }
}

#[test]
fn a_guess_sends_to_review_and_blocks_only_if_the_policy_says_so() {
    let listed = Listed::new();
    let copy = bordered(&listed.photos[1], 0.1, 0);
    let mut policy = Policy::default();
    let check = |policy: &Policy| {
        let finder = Finder::new(listed.index.searcher());
        finder.with_policy(policy.clone()).check(&copy, Tier::Framed)
    };
    let findings = check(&policy);
    assert_eq!((findings.action, findings.matches.len()), (Action::Review, 1));
    assert!(findings.matches[0].false_alarms <= policy.block, "{findings:?}");
    policy.guesses_block = true;
    assert_eq!(check(&policy).action, Action::Block);
    policy.ceiling = 0;
    assert_eq!(check(&policy).action, Action::Allow);
    policy = Policy::default();
    (policy.review, policy.block) = (0.0, 0.0);
    assert_eq!(check(&policy).action, Action::Allow);
}

#[test]
fn what_is_laid_over_the_index_counts() {
    let listed = Listed::new();
    let mut overlay = Overlay256::new(Profile::Pdq).unwrap();
    overlay.add(pdq(&listed.photos[0]).hash, 700, 3).unwrap();
    overlay.remove(1, 0);
    let check = |photo: &Plane| {
        let searcher = listed.index.searcher().over(&overlay).unwrap();
        Finder::new(searcher).check(&cropped(photo, 0.04, 0.04, 0.9, 0.93), Tier::Framed)
    };
    let added = check(&listed.photos[0]);
    assert_eq!((added.matches[0].id, added.matches[0].list), (700, 3));
    assert_eq!(check(&listed.photos[1]).matches, []);
}

#[test]
fn odd_pictures_are_asked_about_in_every_tier() {
    let listed = Listed::new();
    let noise = |k: usize| ((k * 2_654_435_761) >> 7) as u8;
    for (width, height) in [(1, 1), (1, 400), (400, 1), (5, 3), (63, 65), (64, 64), (2000, 9)] {
        for flat in [true, false] {
            let pixel = |k| if flat { 77 } else { noise(k) };
            let data = (0..width * height).map(pixel).collect();
            let picture = Plane::new(data, width, height, Channels::Luma).unwrap();
            for tier in Tier::ALL {
                let findings = listed.check(&picture, tier);
                assert_eq!(findings.action, Action::Allow, "{width}x{height}, {tier}");
            }
        }
    }
}

#[test]
fn each_tier_asks_more_than_the_one_before() {
    let listed = Listed::new();
    let asked = Tier::ALL.map(|tier| listed.check(&listed.photos[0], tier).asked);
    assert!(asked[0] == 1 && asked[1] == 8 && asked.is_sorted(), "{asked:?}");
    assert!((100..400).contains(&asked[2]) && asked[3] > 400, "{asked:?}");
    assert!(Tier::ALL.iter().all(|tier| tier.name().parse() == Ok(*tier)));
    assert!("most".parse::<Tier>().unwrap_err().to_string().contains("framed"));
}
