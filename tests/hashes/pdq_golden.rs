//! PDQ gives what the reference gives, bit for bit, on pictures that a formula makes: `tests/data/pdq`
//! holds the values and the script that made them, which also states the formula.

use staydown::{Channels, Hash256, Orientation, Plane, pdq, pdq_512};

const GOLDEN: &str = include_str!("../data/pdq/golden.csv");

#[test]
fn both_profiles_and_all_orientations_equal_the_reference() {
    let rows: Vec<Golden> = GOLDEN.lines().skip(1).map(Golden::read).collect();
    assert_eq!(rows.len(), 65);
    let failures: Vec<String> = rows.iter().flat_map(differences).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn equal_channels_hash_like_luma() {
    let grey: Vec<Golden> =
        GOLDEN.lines().skip(1).map(Golden::read).filter(|row| row.grey).collect();
    assert_eq!(grey.len(), 17);
    for row in grey {
        let rgb = row.plane(Channels::Rgb);
        let found = pdq(&rgb);
        assert_eq!(found.hash, row.full.0, "{}", row.name);
        assert_eq!(found.quality.get(), row.full.1, "{}", row.name);
    }
}

/// One line for each value that is not the reference's.
fn differences(row: &Golden) -> Vec<String> {
    let channels = if row.grey { Channels::Luma } else { Channels::Rgb };
    let plane = row.plane(channels);
    let (full, nearest) = (pdq(&plane), pdq_512(&plane));
    let turned = full.orientations();
    let mut compared =
        vec![("pdq", row.full.0, full.hash), ("pdq-512", row.nearest.0, nearest.hash)];
    for (at, orientation) in Orientation::ALL.into_iter().enumerate() {
        compared.push((orientation.name(), row.turned[at], turned[at]));
    }
    let hashes = compared
        .into_iter()
        .map(|(what, expected, found)| (what, expected.distance(&found)))
        .filter(|&(_, bits)| bits > 0)
        .map(|(what, bits)| format!("{}: {what} differs in {bits} bits", row.name));
    let qualities = [(row.full.1, full.quality), (row.nearest.1, nearest.quality)]
        .into_iter()
        .filter(|(expected, found)| *expected != found.get())
        .map(|(expected, found)| format!("{}: {found:?}, not {expected}", row.name));
    hashes.chain(qualities).collect()
}

struct Golden {
    name: &'static str,
    kind: &'static str,
    grey: bool,
    width: i64,
    height: i64,
    seed: i64,
    full: (Hash256, u8),
    nearest: (Hash256, u8),
    turned: [Hash256; 8],
}

impl Golden {
    fn read(line: &'static str) -> Self {
        let columns: Vec<&str> = line.split(',').collect();
        assert_eq!(columns.len(), 18, "{line}");
        let number = |at: usize| columns[at].parse::<i64>().unwrap();
        let hash = |at: usize| columns[at].parse::<Hash256>().unwrap();
        let quality = |at: usize| columns[at].parse::<u8>().unwrap();
        Self {
            name: columns[0],
            kind: columns[1],
            grey: columns[2] == "grey",
            width: number(3),
            height: number(4),
            seed: number(5),
            full: (hash(6), quality(7)),
            nearest: (hash(8), quality(9)),
            turned: std::array::from_fn(|at| hash(10 + at)),
        }
    }

    /// The picture, in one channel or in three. A grey picture has the value of channel 0 in all of them.
    fn plane(&self, channels: Channels) -> Plane {
        let (width, height) = (self.width as usize, self.height as usize);
        let mut data = Vec::with_capacity(width * height * channels.bytes());
        let blobs: Vec<Blob> = (0..12).map(|i| self.blob(i)).collect();
        for y in 0..self.height {
            for x in 0..self.width {
                for c in 0..channels.bytes() as i64 {
                    let c = if self.grey { 0 } else { c };
                    data.push(self.value(x, y, c, &blobs).clamp(0, 255) as u8);
                }
            }
        }
        Plane::new(data, width, height, channels).unwrap()
    }

    fn value(&self, x: i64, y: i64, c: i64, blobs: &[Blob]) -> i64 {
        let Self { width, height, seed, .. } = *self;
        match self.kind {
            "constant" => (37 * seed + 59 * c) % 256,
            "horizontal" => ramp(x, width, c),
            "vertical" => ramp(y, height, c),
            "diagonal" => (ramp(x, width, c) + ramp(y, height, c)) / 2,
            "checkerboard" if (x / seed + y / seed) % 2 == 1 => 235 - 40 * c,
            "checkerboard" => 16 + 20 * c,
            "bars" => mix(&[seed, 8 * x / width, c]) % 256,
            "noise" => mix(&[seed, x, y, c]) % 256,
            "blobs" => 40 + blobs.iter().map(|blob| blob.value(x, y, c)).sum::<i64>(),
            "waves" => (0..6).map(|i| self.wave(i, x, y, c)).sum::<i64>() / 6,
            "clouds" => {
                let total: i64 = (0..5).map(|o| (16 >> o) * self.octave(o, x, y, c)).sum();
                (3 * (total / 31 - 128)).div_euclid(2) + 128
            }
            other => panic!("no formula for {other}"),
        }
    }

    fn blob(&self, i: i64) -> Blob {
        let m = |k| mix(&[self.seed, i, k]);
        Blob {
            x: m(0) % self.width,
            y: m(1) % self.height,
            radius: 2 + self.width.max(self.height) / (3 + m(2) % 6),
            heights: [3, 4, 5].map(|k| 40 + m(k) % 160),
        }
    }

    fn wave(&self, i: i64, x: i64, y: i64, c: i64) -> i64 {
        let m = |k| mix(&[self.seed, i, k]);
        let along = 512 * x * (m(0) % 7) / self.width + 512 * y * (m(1) % 7) / self.height;
        let phase = (along + m(2 + c)) % 512;
        phase.min(511 - phase)
    }

    fn octave(&self, o: i64, x: i64, y: i64, c: i64) -> i64 {
        let s = (self.width.max(self.height) >> (o + 1)).max(1);
        let (i, j, u, v) = (x / s, y / s, x % s, y % s);
        let n = |i, j| mix(&[self.seed, o, i, j, c]) % 256;
        let upper = n(i, j) * (s - u) + n(i + 1, j) * u;
        let lower = n(i, j + 1) * (s - u) + n(i + 1, j + 1) * u;
        (upper * (s - v) + lower * v) / (s * s)
    }
}

struct Blob {
    x: i64,
    y: i64,
    radius: i64,
    heights: [i64; 3],
}

impl Blob {
    fn value(&self, x: i64, y: i64, c: i64) -> i64 {
        let square = self.radius * self.radius;
        let distance = (x - self.x).pow(2) + (y - self.y).pow(2);
        self.heights[c as usize] * (square - distance).max(0) / square
    }
}

fn ramp(at: i64, side: i64, c: i64) -> i64 {
    let value = 255 * at / (side - 1).max(1);
    if c == 1 { 255 - value } else { value }
}

fn mix(parts: &[i64]) -> i64 {
    let mixed = parts.iter().fold(0u32, |h, &part| {
        let h = (h ^ part as u32).wrapping_mul(0x9e37_79b1);
        let h = (h ^ h >> 15).wrapping_mul(0x85eb_ca77);
        h ^ h >> 13
    });
    i64::from(mixed)
}
