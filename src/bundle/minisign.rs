//! Files that were signed with minisign, <https://jedisct1.github.io/minisign/>.

use std::io::{self, Read};

use minisign_verify::{Error, PublicKey, Signature};

/// Bytes of a key or a signature at most.
const TEXT: usize = 8 * 1024;
/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// Verifies a file against a signature of minisign and gives its trusted comment. The key is a file `minisign.pub` or the
/// base64 in it, the signature a file `.minisig`. The file is read once. Such a signature proves who made the file and
/// nothing more: it does not expire, and an old file passes as well as a new one.
///
/// # Errors
///
/// Each reason is a variant of [`MinisignError`].
pub fn minisign_verify(
    public_key: &str,
    signature: &str,
    mut reader: impl Read,
) -> Result<String, MinisignError> {
    let key = read_key(public_key)?;
    let signature = read_signature(signature)?;
    let mut verifier = key.verify_stream(&signature).map_err(|error| match error {
        Error::UnexpectedKeyId => MinisignError::OtherKey,
        _ => MinisignError::Legacy,
    })?;
    let mut block = vec![0; BLOCK];
    loop {
        match reader.read(&mut block) {
            Ok(0) => break,
            Ok(count) => verifier.update(block.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    verifier.finalize().map_err(|_| MinisignError::Wrong)?;
    Ok(signature.trusted_comment().to_owned())
}

fn read_key(text: &str) -> Result<PublicKey, MinisignError> {
    let text = short(text).ok_or(MinisignError::Key)?.trim();
    PublicKey::decode(text)
        .or_else(|_| PublicKey::from_base64(text))
        .map_err(|_| MinisignError::Key)
}

fn read_signature(text: &str) -> Result<Signature, MinisignError> {
    let text = short(text).ok_or(MinisignError::Signature)?;
    Signature::decode(text).map_err(|_| MinisignError::Signature)
}

fn short(text: &str) -> Option<&str> {
    Some(text).filter(|text| text.len() <= TEXT)
}

/// Why a file does not pass for one that was signed with minisign.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MinisignError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The key is no public key of minisign.
    #[error("not a public key of minisign")]
    Key,
    /// The signature is none of minisign.
    #[error("not a signature of minisign")]
    Signature,
    /// The signature was made with another key.
    #[error("the signature was made with another key")]
    OtherKey,
    /// The signature is of the old kind, which is over the whole file instead of its digest.
    #[error("the signature is of minisign's old kind: sign the file with `minisign -S -H`")]
    Legacy,
    /// The file, the signature or the trusted comment was changed.
    #[error("the signature does not fit the file or its trusted comment")]
    Wrong,
}
