//! Pointers and lengths from C, checked as far as they can be. The only place that reads or writes through them.

use std::ffi::{CStr, c_char};

use crate::error::Failure;
use crate::status::StaydownStatus;

/// More than any version of a struct will have: a size beyond it was never set.
const LARGEST: usize = 4096;

/// A struct that begins with its size, as the caller knows it. Every value of its bytes is allowed.
///
/// # Safety
/// It must be `repr(C)`, without padding, begin with a `u32`, and hold nothing but integers and raw pointers.
pub(crate) unsafe trait Versioned: Copy {
    /// Bytes of its first version.
    const FIRST: usize;
    /// What fields have that the caller does not know.
    const DEFAULT: Self;
}

/// The elements of an array.
///
/// # Safety
/// `pointer` must be NULL or point at `count` elements that nobody writes to during the call.
pub(crate) unsafe fn slice<'a, T>(
    pointer: *const T,
    count: usize,
    what: &str,
) -> Result<&'a [T], Failure> {
    check(pointer, count, what)?;
    if count == 0 {
        return Ok(&[]);
    }
    // SAFETY: not NULL, aligned and of a possible length by the check; the rest is the caller's promise.
    Ok(unsafe { std::slice::from_raw_parts(pointer, count) })
}

/// A text that ends with a zero byte.
///
/// # Safety
/// `pointer` must be NULL or point at such a text.
pub(crate) unsafe fn text<'a>(pointer: *const c_char, what: &str) -> Result<&'a str, Failure> {
    check(pointer, 1, what)?;
    // SAFETY: not NULL by the check; the rest is the caller's promise.
    let text = unsafe { CStr::from_ptr(pointer) };
    text.to_str().map_err(|_| argument(format!("{what} is not UTF-8")))
}

/// The same, or nothing for NULL.
///
/// # Safety
/// As [`text`].
pub(crate) unsafe fn optional_text<'a>(
    pointer: *const c_char,
    what: &str,
) -> Result<Option<&'a str>, Failure> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    unsafe { text(pointer, what) }.map(Some)
}

/// What a pointer points at.
///
/// # Safety
/// `pointer` must be NULL or point at a `T`.
pub(crate) unsafe fn read<T: Copy>(pointer: *const T, what: &str) -> Result<T, Failure> {
    check(pointer, 1, what)?;
    // SAFETY: not NULL and aligned by the check; the rest is the caller's promise.
    Ok(unsafe { pointer.read() })
}

/// Whether an output can be written, asked before anything is done that would have to be undone.
pub(crate) fn writable<T>(pointer: *mut T, what: &str) -> Result<(), Failure> {
    check(pointer, 1, what)
}

/// Writes an output.
///
/// # Safety
/// `pointer` must be NULL or point at room for a `T`.
pub(crate) unsafe fn put<T>(pointer: *mut T, value: T, what: &str) -> Result<(), Failure> {
    writable(pointer, what)?;
    // SAFETY: not NULL and aligned by the check; the rest is the caller's promise.
    unsafe { pointer.write(value) };
    Ok(())
}

/// Says how much is needed, where the caller wants to know, and writes the elements if there is room for the `count` of them.
///
/// # Safety
/// `pointer` must be NULL or point at room for `capacity` elements, `needed` at a number or be NULL.
pub(crate) unsafe fn put_all<T>(
    count: usize,
    values: impl Iterator<Item = T>,
    pointer: *mut T,
    capacity: usize,
    needed: *mut usize,
    what: &str,
) -> Result<(), Failure> {
    check(pointer, capacity, what)?;
    if !needed.is_null() {
        // SAFETY: not NULL; the rest is the caller's promise.
        unsafe { put(needed, count, "needed") }?;
    }
    if count > capacity {
        let text = format!("{what} has room for {capacity} and {count} are needed");
        return Err(Failure::new(StaydownStatus::BufferTooSmall, text));
    }
    for (at, value) in values.take(count).enumerate() {
        // SAFETY: there is room for `count`, aligned and not NULL by the check if that is not 0.
        unsafe { pointer.add(at).write(value) };
    }
    Ok(())
}

/// Writes a text with a zero byte at its end, as [`put_all`] does.
///
/// # Safety
/// As [`put_all`].
pub(crate) unsafe fn put_text(
    text: &str,
    pointer: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> Result<(), Failure> {
    let bytes = text.bytes().chain([0]).map(|byte| byte as c_char);
    // SAFETY: the caller's promise.
    unsafe { put_all(text.len() + 1, bytes, pointer, capacity, needed, "text") }
}

/// A struct, or its default for NULL.
///
/// # Safety
/// `pointer` must be NULL or point at as many bytes as its `size` says.
pub(crate) unsafe fn versioned<T: Versioned>(pointer: *const T, what: &str) -> Result<T, Failure> {
    let mut value = T::DEFAULT;
    if !pointer.is_null() {
        // SAFETY: the caller's promise.
        let size = unsafe { size_of_versioned(pointer, what) }?.min(size_of::<T>());
        // SAFETY: `size` bytes are there by the caller's promise and fit into `value`; any bytes are a `T` by `Versioned`.
        unsafe {
            pointer.cast::<u8>().copy_to_nonoverlapping((&raw mut value).cast::<u8>(), size);
        }
    }
    Ok(value)
}

/// Writes as much of a struct as the caller knows; its `size` stays.
///
/// # Safety
/// As [`versioned`]; the bytes must be writable.
pub(crate) unsafe fn put_versioned<T: Versioned>(
    pointer: *mut T,
    value: &T,
    what: &str,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    let size = unsafe { size_of_versioned(pointer, what) }?.min(size_of::<T>());
    let field = size_of::<u32>();
    let from = std::ptr::from_ref(value).cast::<u8>();
    // SAFETY: `FIRST` is more than `size`'s own bytes; both sides have `size` bytes and there is no padding by `Versioned`.
    unsafe {
        from.add(field).copy_to_nonoverlapping(pointer.cast::<u8>().add(field), size - field)
    };
    Ok(())
}

/// # Safety
/// `pointer` must be NULL or point at a `u32`.
pub(crate) unsafe fn size_of_versioned<T: Versioned>(
    pointer: *const T,
    what: &str,
) -> Result<usize, Failure> {
    check(pointer, 1, what)?;
    // SAFETY: not NULL and aligned by the check; a struct begins with its size by `Versioned`.
    let size = unsafe { pointer.cast::<u32>().read() } as usize;
    if (T::FIRST..=LARGEST).contains(&size) {
        return Ok(size);
    }
    let text = format!("the size of {what} is {size}: set it to sizeof, {} or more", T::FIRST);
    Err(Failure::new(StaydownStatus::BadSize, text))
}

pub(crate) fn argument(text: impl Into<String>) -> Failure {
    Failure::new(StaydownStatus::BadArgument, text)
}

fn check<T>(pointer: *const T, count: usize, what: &str) -> Result<(), Failure> {
    if count > isize::MAX as usize / size_of::<T>().max(1) {
        let text = format!("{what}: {count} elements are more than memory can hold");
        return Err(Failure::new(StaydownStatus::BadLength, text));
    }
    if count > 0 && pointer.is_null() {
        return Err(Failure::new(StaydownStatus::BadPointer, format!("{what} is NULL")));
    }
    if count > 0 && !pointer.is_aligned() {
        return Err(Failure::new(StaydownStatus::BadPointer, format!("{what} is not aligned")));
    }
    Ok(())
}
