//! Whatever values a caller in C passes, as long as its pointers are what it says, a call answers with a status of its own
//! and writes nowhere else.
#![allow(unsafe_code, reason = "a caller in C has no other way")]

use std::ffi::{CString, c_char};
use std::marker::PhantomData;
use std::ptr::{from_ref, null, null_mut};
use std::sync::LazyLock;

use arbitrary::{Arbitrary, Result, Unstructured};
use staydown_c::{
    StaydownAsk, StaydownDigests, StaydownHash, StaydownHit, StaydownIndexInfo, StaydownLimits,
    StaydownPdq, StaydownPixels, StaydownStatus as Status, StaydownVerdict, staydown_classic,
    staydown_close, staydown_digests, staydown_hash_from_hex, staydown_hash_to_hex,
    staydown_index_build, staydown_index_info, staydown_index_nearest, staydown_index_open,
    staydown_index_verify, staydown_index_within, staydown_index_within_batch, staydown_last_error,
    staydown_matcher_check, staydown_matcher_check_hash, staydown_matcher_check_pixels,
    staydown_matcher_open, staydown_pdq, staydown_pdq_pixels,
};

/// What is never written.
const CANARY: u8 = 0xa7;

/// As large as any struct is taken to be.
const ROOM: usize = 4096;

/// Pixels of the largest picture that is decoded.
const SMALL: u64 = 1 << 16;

/// What stays open, in a folder that stays until the system removes it.
struct Opened {
    index: u64,
    matcher: u64,
    catalogue: CString,
}

static OPENED: LazyLock<Opened> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder").keep();
    let path = |name: &str| text(folder.join(name).to_str().expect("UTF-8").as_bytes());
    std::fs::write(folder.join("catalogue.db"), super::catalogue::FILE).expect("a copy");
    let (file, catalogue, ids) = (path("some.sdx"), path("catalogue.db"), [1, 2, 3, 4]);
    let hashes = [0, 1, 0x0f, 0xff].map(|byte| StaydownHash { bytes: [byte; 32] });
    let (mut index, mut matcher) = (0, 0);
    // SAFETY: texts or NULL, four elements each, and numbers.
    let opened = unsafe {
        [
            staydown_index_build(file.as_ptr(), hashes.as_ptr(), ids.as_ptr(), null(), 4),
            staydown_index_open(file.as_ptr(), 2, &raw mut index),
            staydown_matcher_open(catalogue.as_ptr(), null(), null(), &raw mut matcher),
        ]
    };
    assert_eq!(opened, [Status::Ok; 3]);
    Opened { index, matcher, catalogue }
});

pub(crate) fn call(bytes: &[u8]) -> bool {
    let mut given = Unstructured::new(bytes);
    let called = (0..4).try_for_each(|_| one(&mut given));
    called.is_ok()
}

fn one(given: &mut Unstructured<'_>) -> Result<()> {
    let handle = match given.int_in_range(0..=5)? {
        0 => u64::arbitrary(given)?,
        1 => 0,
        known if known % 2 == 0 => OPENED.index,
        _ => OPENED.matcher,
    };
    let capacity = usize::from(u8::arbitrary(given)? % 40);
    let mut needed = usize::MAX;
    let hash = StaydownHash { bytes: Arbitrary::arbitrary(given)? };
    let radius = u32::arbitrary(given)?;
    let mut hits = Guarded::<StaydownHit>::new(capacity);
    let which = given.int_in_range(0..=12)?;
    // SAFETY: every pointer points at as much as is said beside it; structs stand in `ROOM` bytes.
    let status = unsafe {
        match which {
            0 => {
                let limits = limits(given)?;
                let bytes = rest(given)?;
                let mut pdq = Struct::<StaydownPdq>::new(given)?;
                staydown_pdq(bytes.as_ptr(), bytes.len(), limits.pointer(), pdq.pointer_mut())
            }
            1 => {
                let (pixels, _data) = pixels(given)?;
                let mut pdq = Struct::<StaydownPdq>::new(given)?;
                staydown_pdq_pixels(pixels.pointer(), pdq.pointer_mut())
            }
            2 => {
                let limits = limits(given)?;
                let profile = profile(given)?;
                let bytes = rest(given)?;
                let mut out = Guarded::<u8>::new(capacity);
                staydown_classic(
                    bytes.as_ptr(),
                    bytes.len(),
                    limits.pointer(),
                    profile.as_ptr(),
                    out.pointer(),
                    capacity,
                    &raw mut needed,
                )
            }
            3 => {
                let mut digests = Struct::<StaydownDigests>::new(given)?;
                let bytes = rest(given)?;
                staydown_digests(bytes.as_ptr(), bytes.len(), digests.pointer_mut())
            }
            4 => {
                let mut out = Guarded::<c_char>::new(capacity * 2);
                staydown_hash_to_hex(from_ref(&hash), out.pointer(), capacity * 2, &raw mut needed)
            }
            5 => {
                let mut parsed = hash;
                staydown_hash_from_hex(text(rest(given)?).as_ptr(), &raw mut parsed)
            }
            6 => staydown_index_within(
                handle,
                from_ref(&hash),
                radius,
                hits.pointer(),
                capacity,
                &raw mut needed,
            ),
            7 => staydown_index_nearest(
                handle,
                from_ref(&hash),
                radius as usize,
                hits.pointer(),
                capacity,
                null_mut(),
            ),
            8 => {
                let hashes = [hash; 3];
                let count = capacity % 4;
                let mut offsets = Guarded::<usize>::new(count + 1);
                staydown_index_within_batch(
                    handle,
                    hashes.as_ptr(),
                    count,
                    radius % 300,
                    offsets.pointer(),
                    hits.pointer(),
                    capacity,
                    &raw mut needed,
                )
            }
            9 => {
                let mut info = Struct::<StaydownIndexInfo>::new(given)?;
                staydown_index_info(handle, info.pointer_mut());
                staydown_index_verify(handle)
            }
            10 => {
                let (path, rules, mut opened) = (&OPENED.catalogue, text(rest(given)?), 0);
                let status =
                    staydown_matcher_open(path.as_ptr(), null(), rules.as_ptr(), &raw mut opened);
                if status == Status::Ok {
                    assert_eq!(staydown_close(opened), Status::Ok);
                }
                assert_ne!(staydown_close(opened), Status::Ok);
                status
            }
            _ => check(handle, which, &hash, radius, capacity, given)?,
        }
    };
    answered(status);
    Ok(())
}

fn check(
    handle: u64,
    which: u32,
    hash: &StaydownHash,
    quality: u32,
    capacity: usize,
    given: &mut Unstructured<'_>,
) -> Result<Status> {
    let mut ask = Struct::<StaydownAsk>::new(given)?;
    ask.known().tier %= 8;
    ask.known().pixels = ask.known().pixels % SMALL + 1;
    ask.known().memory = ask.known().memory % (SMALL * 64) + 1;
    let mut verdict = Struct::<StaydownVerdict>::new(given)?;
    let (capacity, mut needed) = (capacity * 64, 0);
    let mut record = Guarded::<c_char>::new(capacity);
    let (pixels, data) = pixels(given)?;
    let (ask, verdict, out) = (ask.pointer(), verdict.pointer_mut(), record.pointer());
    // SAFETY: as in `one`.
    let status = unsafe {
        match which {
            11 => staydown_matcher_check_hash(
                handle,
                from_ref(hash),
                quality,
                ask,
                verdict,
                out,
                capacity,
                &raw mut needed,
            ),
            _ if quality.is_multiple_of(2) => staydown_matcher_check_pixels(
                handle,
                pixels.pointer(),
                ask,
                verdict,
                out,
                capacity,
                &raw mut needed,
            ),
            _ => staydown_matcher_check(
                handle,
                data.as_ptr(),
                data.len(),
                ask,
                verdict,
                out,
                capacity,
                &raw mut needed,
            ),
        }
    };
    assert!(status != Status::BufferTooSmall || needed > capacity);
    Ok(status)
}

/// A failure has a text, which is cut off where there is no room.
fn answered(status: Status) {
    assert_ne!(status, Status::Panic);
    let (mut text, mut needed) = (Guarded::<c_char>::new(16), 0);
    // SAFETY: there is room for 16 bytes.
    unsafe { staydown_last_error(text.pointer(), 16, &raw mut needed) };
    assert!(status == Status::Ok || needed > 1);
}

fn limits(given: &mut Unstructured<'_>) -> Result<Struct<StaydownLimits>> {
    let mut limits = Struct::<StaydownLimits>::new(given)?;
    limits.known().pixels = limits.known().pixels % SMALL + 1;
    limits.known().memory = limits.known().memory % (SMALL * 64) + 1;
    Ok(limits)
}

/// Numbers near to what the bytes allow, so that some of them fit.
fn pixels<'b>(given: &mut Unstructured<'b>) -> Result<(Struct<StaydownPixels>, &'b [u8])> {
    let mut pixels = Struct::<StaydownPixels>::new(given)?;
    let [width, height, stride, channels] = <[u8; 4]>::arbitrary(given)?.map(usize::from);
    let data = rest(given)?;
    let known = pixels.known();
    (known.data, known.length) = (data.as_ptr(), data.len());
    if width > 0 {
        (known.width, known.height, known.stride) = (width, height % 64, stride * 4);
        known.channels = [1, 3, channels as u32][channels % 3];
    }
    Ok((pixels, data))
}

fn profile(given: &mut Unstructured<'_>) -> Result<CString> {
    Ok(match bool::arbitrary(given)? {
        true => text(b"phash-64/image_hasher-3.1.1"),
        false => text(<&[u8]>::arbitrary(given)?),
    })
}

fn rest<'b>(given: &mut Unstructured<'b>) -> Result<&'b [u8]> {
    given.bytes(given.len() * 3 / 4)
}

/// Up to the first zero byte.
fn text(bytes: &[u8]) -> CString {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    CString::new(&bytes[..end]).unwrap_or_default()
}

/// Room for elements, and behind it what must stay as it is.
struct Guarded<T> {
    all: Vec<T>,
    capacity: usize,
}

impl<T: Copy> Guarded<T> {
    fn new(capacity: usize) -> Self {
        let mut all = Vec::<T>::with_capacity(capacity + 2);
        // SAFETY: there is room for so many, and any bytes are a number or a hit.
        unsafe {
            all.as_mut_ptr().write_bytes(CANARY, capacity + 2);
            all.set_len(capacity + 2);
        }
        Self { all, capacity }
    }

    fn pointer(&mut self) -> *mut T {
        self.all.as_mut_ptr()
    }
}

impl<T> Drop for Guarded<T> {
    fn drop(&mut self) {
        let kept = &self.all[self.capacity..];
        // SAFETY: elements without padding, all of which were written.
        let bytes =
            unsafe { std::slice::from_raw_parts(kept.as_ptr().cast::<u8>(), size_of_val(kept)) };
        assert!(bytes.iter().all(|&byte| byte == CANARY), "written behind the end");
    }
}

/// A struct of any size that its first field says, and of any values.
struct Struct<T> {
    memory: Box<[u64; ROOM / 8]>,
    kind: PhantomData<T>,
}

impl<T> Struct<T> {
    fn new(given: &mut Unstructured<'_>) -> Result<Self> {
        let mut memory = Box::new([u64::from_ne_bytes([CANARY; 8]); ROOM / 8]);
        let words = size_of::<T>() / 8;
        for word in &mut memory[..words] {
            *word = if given.ratio(1, 8)? { Arbitrary::arbitrary(given)? } else { 0 };
        }
        let mut made = Self { memory, kind: PhantomData };
        let size = match given.int_in_range(0..=7)? {
            0 => u32::arbitrary(given)?,
            1 => size_of::<T>() as u32 + 8,
            _ => size_of::<T>() as u32,
        };
        // SAFETY: it begins with that number.
        unsafe { made.pointer_mut().cast::<u32>().write(size) };
        Ok(made)
    }

    fn known(&mut self) -> &mut T {
        // SAFETY: there are bytes enough, aligned, and any are a `T`.
        unsafe { &mut *self.pointer_mut() }
    }

    fn pointer(&self) -> *const T {
        self.memory.as_ptr().cast()
    }

    fn pointer_mut(&mut self) -> *mut T {
        self.memory.as_mut_ptr().cast()
    }
}

impl<T> Drop for Struct<T> {
    fn drop(&mut self) {
        let behind = &self.memory[size_of::<T>().div_ceil(8)..];
        let canary = u64::from_ne_bytes([CANARY; 8]);
        assert!(behind.iter().all(|&word| word == canary), "written behind a struct");
    }
}
