//! No panic leaves.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Failure, remember};
use crate::status::StaydownStatus;

/// Does the work of a function. What it fails with becomes a status and a text that the thread remembers; a panic does too.
pub(crate) fn guarded(work: impl FnOnce() -> Result<(), Failure>) -> StaydownStatus {
    // Nothing that a panic could leave half done is used again: outputs are written last, tables change under a lock.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => StaydownStatus::Ok,
        Ok(Err(failure)) => {
            remember(&failure.text);
            failure.status
        }
        Err(_) => {
            remember("the library panicked, which is a defect of it: please report what was asked");
            StaydownStatus::Panic
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_status() {
        assert_eq!(guarded(|| panic!("a test")), StaydownStatus::Panic);
    }
}
