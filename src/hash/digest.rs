//! Cryptographic digests of a file's bytes.

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;

use crate::fingerprint::Digests;

/// Bytes that are still in the cache when the next digest reads them.
const BLOCK: usize = 16 * 1024;

/// MD5, SHA-1 and SHA-256 of the bytes, in one pass over them.
///
/// ```
/// let digests = staydown::digests(b"abc");
/// assert_eq!(digests.md5[..4], [0x90, 0x01, 0x50, 0x98]);
/// ```
#[must_use]
pub fn digests(bytes: &[u8]) -> Digests {
    let (mut md5, mut sha1, mut sha256) = (Md5::new(), Sha1::new(), Sha256::new());
    for block in bytes.chunks(BLOCK) {
        md5.update(block);
        sha1.update(block);
        sha256.update(block);
    }
    Digests {
        md5: md5.finalize().into(),
        sha1: sha1.finalize().into(),
        sha256: sha256.finalize().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The values were made with md5sum, sha1sum and sha256sum over 100,000 letters `a`.
    #[test]
    fn digests_of_several_blocks_equal_those_of_other_tools() {
        let digests = digests(&[b'a'; 100_000]);
        assert_eq!(hex(&digests.md5), "1af6d6f2f682f76f80e606aeaaee1680");
        assert_eq!(hex(&digests.sha1), "c4d4b30851182fc4eb8675494d42fd7f17e29c93");
        assert_eq!(
            hex(&digests.sha256),
            "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee"
        );
    }
}
