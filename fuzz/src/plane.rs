//! Any picture can be hashed and asked about, and the answer does not depend on what lies between its rows.

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Result, Unstructured};
use staydown::{
    Buffer, Builder256, Channels, Coverage, Finder, Hash, Index256, Pdq, PlaneRef, Profile, Tier,
    pdq, pdq_512,
};

/// Longer than the 512 to which one profile brings a picture, and any shape that is quick to hash.
const SIDE: usize = 700;
const AREA: usize = 20_000;

/// Hashes that a flat picture, a gradient or noise may come near to.
static INDEX: LazyLock<Index256<Buffer>> = LazyLock::new(|| {
    let mut builder = Builder256::new(Profile::Pdq).expect("it has this width");
    for (id, word) in [0, u64::MAX, 0xffff_0000, 0xaaaa_aaaa_aaaa_aaaa].into_iter().enumerate() {
        builder.push(Hash([word; 4]), id as u64);
    }
    builder.into_index().expect("there is memory for it")
});

pub(crate) fn hash(bytes: &[u8]) -> bool {
    Planes::of(bytes).is_ok_and(|planes| {
        let [packed, spread] = planes.both();
        same(&pdq(packed), &pdq(spread));
        same(&pdq_512(packed), &pdq_512(spread));
        true
    })
}

pub(crate) fn find(bytes: &[u8]) -> bool {
    Planes::of(bytes).is_ok_and(|planes| {
        let [packed, spread] = planes.both();
        let mut finder = Finder::new(INDEX.searcher());
        for tier in Tier::ALL {
            let found = finder.check(packed, tier);
            assert_eq!(found, finder.check(spread, tier));
            assert_eq!(found.coverage, Coverage::Complete);
            assert!(found.matches.len() <= INDEX.len());
            assert!(found.matches.iter().all(|found| found.false_alarms >= 0.0));
        }
        true
    })
}

/// The same picture with nothing between its rows, and with something.
struct Planes {
    packed: Vec<u8>,
    spread: Vec<u8>,
    width: usize,
    height: usize,
    gap: usize,
    channels: Channels,
}

impl Planes {
    fn of(bytes: &[u8]) -> Result<Self> {
        type Input<'a> = (u16, u16, u8, bool, &'a [u8]);
        let (width, height, gap, rgb, bytes) =
            Input::arbitrary_take_rest(Unstructured::new(bytes))?;
        let channels = if rgb { Channels::Rgb } else { Channels::Luma };
        let width = usize::from(width) % SIDE + 1;
        let height = usize::from(height) % (AREA / width) + 1;
        let (row, gap) = (width * channels.bytes(), usize::from(gap));
        let packed: Vec<u8> =
            bytes.iter().chain(&[0]).copied().cycle().take(row * height).collect();
        let mut spread = Vec::new();
        for pixels in packed.chunks(row) {
            spread.extend_from_slice(pixels);
            spread.resize(spread.len() + gap, 0xa5);
        }
        Ok(Self { packed, spread, width, height, gap, channels })
    }

    fn both(&self) -> [PlaneRef<'_>; 2] {
        let row = self.width * self.channels.bytes();
        [(&self.packed, row), (&self.spread, row + self.gap)].map(|(data, stride)| {
            PlaneRef::new(data, self.width, self.height, stride, self.channels)
                .expect("it holds its pixels")
        })
    }
}

fn same(one: &Pdq, other: &Pdq) {
    assert_eq!(one.hash, other.hash);
    assert_eq!(one.quality, other.quality);
    assert_eq!(one.orientations(), other.orientations());
    assert_eq!(one.orientations()[0], one.hash);
    assert!(one.margins().iter().all(|margin| margin.is_finite()));
}
