//! Whatever the bytes are, a bundle, a root, a key, a state and a minisign signature give an error or what was signed.

use std::io::{Cursor, Read};
use std::sync::LazyLock;

use staydown::Time;
use staydown::bundle::{
    PublicKey, Root, Signer, TrustState, add_signature, inspect, minisign_verify, verify,
};

const ROOT: &[u8] = include_bytes!("../../tests/data/bundles/root-1.sdr");

static STATE: LazyLock<TrustState> = LazyLock::new(|| TrustState::new(ROOT, ["known"]).unwrap());

pub(crate) fn open(bytes: &[u8]) -> bool {
    let now = Time::from_secs(1_780_000_000);
    if let Ok(mut verified) = verify(Cursor::new(bytes), &STATE, now) {
        let mut payload = Vec::new();
        verified.payload.read_to_end(&mut payload).unwrap();
        assert_eq!(payload.len() as u64, verified.manifest.length);
    }
    let signer = Signer::from_bytes(&[9; 32]);
    let mut signed = Vec::new();
    if add_signature(&mut Cursor::new(bytes), &signer, &mut signed).is_ok() {
        let claims = inspect(&mut Cursor::new(&signed)).unwrap();
        assert!(claims.keys.contains(&signer.public_key().id()));
    }
    let _ = STATE.rotated(&[bytes], now);
    if let Ok(root) = Root::from_file(bytes) {
        assert!((1..=root.keys.len()).contains(&root.threshold));
    }
    if let Ok(state) = TrustState::from_json(bytes) {
        assert_eq!(TrustState::from_json(&state.to_json().unwrap()).unwrap(), state);
    }
    let _ = (PublicKey::from_file(bytes), Signer::from_file(bytes));
    if let Ok(text) = std::str::from_utf8(bytes) {
        let (key, signature) = text.split_once("\n\n").unwrap_or((text, text));
        let _ = minisign_verify(key, signature, bytes);
    }
    true
}
