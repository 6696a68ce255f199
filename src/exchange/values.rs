//! How formats write fingerprints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::fingerprint::{Hash256, ParseHashError, Profile};
use crate::list::{Digest, Fault, Print};

/// Bytes of a PhotoDNA fingerprint.
const PHOTODNA: usize = 144;
/// Bytes of the longest name of a kind; an MD5 in hexadecimal is longer.
const MAX_KIND: usize = 24;

/// A PDQ hash of 64 hexadecimal digits, or 32 bytes in base64.
pub(super) fn pdq(text: &str) -> Result<Print, Fault> {
    let hash = match text.len() {
        44 => base64(text)
            .and_then(|bytes| Hash256::from_bytes(&bytes))
            .ok_or(ParseHashError::Length { expected: 64, found: 44 })?,
        _ => text.parse()?,
    };
    Ok(Print::Wide { profile: Profile::Pdq, hash, quality: None })
}

/// An MD5 of 32 hexadecimal digits.
pub(super) fn md5(text: &str) -> Result<Print, Fault> {
    digest("MD5", 16, text)
}

/// A SHA-1 of 40 hexadecimal digits.
pub(super) fn sha1(text: &str) -> Result<Print, Fault> {
    digest("SHA-1", 20, text)
}

/// A SHA-256 of 64 hexadecimal digits.
pub(super) fn sha256(text: &str) -> Result<Print, Fault> {
    digest("SHA-256", 32, text)
}

fn digest(name: &'static str, length: usize, text: &str) -> Result<Print, Fault> {
    let bytes = from_hex(text).filter(|bytes| bytes.len() == length);
    let digest = bytes.and_then(|bytes| Digest::of_length(&bytes));
    digest.map(Print::Exact).ok_or(Fault::Digest { name, digits: 2 * length })
}

/// A fingerprint that is only carried: PhotoDNA as its 144 bytes where the text is their base64, else the text.
pub(super) fn opaque(kind: &str, text: &str) -> Result<Print, Fault> {
    if kind.len() > MAX_KIND || is_computed(kind) {
        return Err(kind_fault(kind));
    }
    let bytes = base64(text).filter(|bytes| kind == "photodna" && bytes.len() == PHOTODNA);
    let bytes = bytes.unwrap_or_else(|| text.as_bytes().to_vec());
    Ok(Print::Opaque { kind: kind.to_owned(), bytes })
}

/// The name under which a format that takes any name reads the fingerprint again as one that is only carried: not the
/// name of one that is computed.
pub(super) fn carried(print: &Print) -> Option<&str> {
    let (kind, is_empty) = match print {
        Print::Opaque { kind, bytes } => (kind.as_str(), bytes.is_empty()),
        Print::Wide { profile, .. } | Print::Narrow { profile, .. } => (profile.name(), false),
        Print::Exact(_) => return None,
    };
    let fits = (1..=MAX_KIND).contains(&kind.len()) && !is_empty;
    (fits && !is_computed(kind)).then_some(kind)
}

/// Whether some format calls a fingerprint so that is not only carried.
pub(super) fn is_computed(kind: &str) -> bool {
    ["md5", "video_md5", "sha1", "sha-1", "sha256", "sha-256", "pdq"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(kind))
}

/// The fault of a kind of fingerprint that is not taken up. What is too long for a kind's name, such as a hash in its place,
/// is not repeated.
pub(super) fn kind_fault(kind: &str) -> Fault {
    let kind = if kind.len() <= MAX_KIND { kind } else { "unknown" };
    Fault::Kind { kind: kind.to_owned() }
}

/// A fingerprint as text: hexadecimal in lower case, PhotoDNA and what is no text in base64.
pub(super) fn print_text(print: &Print) -> String {
    match print {
        Print::Wide { hash, .. } => hash.to_hex(),
        Print::Narrow { hash, .. } => hash.to_hex(),
        Print::Exact(digest) => to_hex(digest.bytes()),
        Print::Opaque { kind, bytes } => match str::from_utf8(bytes) {
            Ok(text) if kind != "photodna" || bytes.len() != PHOTODNA => text.to_owned(),
            _ => STANDARD.encode(bytes),
        },
    }
}

/// The bytes that hexadecimal digits of either case stand for.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |&byte: &u8| char::from(byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(high)? << 4 | digit(low)?).ok(),
        _ => None,
    });
    pairs.collect()
}

/// Hexadecimal digits in lower case.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes that base64 stands for.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The bytes that base32 of RFC 4648 stands for, without padding or with it.
pub(super) fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => letter - b'a',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u32::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_the_rfc() {
        // The examples of RFC 4648, section 10.
        for (text, bytes) in
            [("MY======", "f"), ("MZXQ", "fo"), ("mzxw6", "foo"), ("MZXW6YTBOI======", "foobar")]
        {
            assert_eq!(base32(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(base32("MY1"), None);
    }

    #[test]
    fn hexadecimal_is_read_in_either_case() {
        assert_eq!(from_hex("00fFA9"), Some(vec![0, 255, 0xa9]));
        assert_eq!(from_hex("00f"), None);
        assert_eq!(from_hex("+0"), None);
        assert_eq!(to_hex(&[0, 255, 0xa9]), "00ffa9");
    }
}
