//! Promise: no record of the audit can be removed, edited or put elsewhere without being noticed.

use rusqlite::Connection;
use staydown::{AuditError, By, Catalogue, CatalogueError, Entry, List};

type Done = Result<(), Box<dyn std::error::Error>>;

fn kept(folder: &tempfile::TempDir) -> Catalogue {
    let by = By::new("a keeper", "because");
    let mut catalogue = Catalogue::create(folder.path().join("catalogue.db")).unwrap();
    catalogue.create_list(&List::new("ncii", "An agency"), &by).unwrap();
    for number in 0..9 {
        catalogue.put("ncii", Entry::new(format!("key-{number}")), &by).unwrap();
    }
    catalogue.withdraw("ncii", "key-3", None, &by).unwrap();
    catalogue
}

/// Does `harm` to the file behind the catalogue's back.
fn harmed(harm: &str) -> Result<u64, AuditError> {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = kept(&folder);
    let free = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted;";
    let sql = Connection::open(catalogue.path()).unwrap();
    sql.execute_batch(&format!("{free} {harm}")).unwrap();
    catalogue.verify_audit(&[]).map(|report| report.checkpoint.events)
}

#[test]
fn an_audit_that_was_left_alone_holds() -> Done {
    assert_eq!(harmed("")?, 11);
    let folder = tempfile::tempdir()?;
    let catalogue = kept(&folder);
    let mut kinds = Vec::new();
    catalogue.events::<CatalogueError>(9, |event| {
        kinds.push((event.kind.to_owned(), event.entry));
        assert_eq!((event.actor, event.list), ("a keeper", Some(1)));
        Ok(())
    })?;
    assert_eq!(kinds, [("added".to_owned(), Some(9)), ("withdrawn".to_owned(), Some(4))]);
    Ok(())
}

#[test]
fn every_kind_of_harm_is_seen() {
    for harm in [
        "UPDATE audit SET actor = 'somebody else' WHERE seq = 4",
        "UPDATE audit SET at = at + 1 WHERE seq = 0",
        "UPDATE audit SET detail = NULL WHERE seq = 10",
        "UPDATE audit SET entry = 2 WHERE seq = 10",
        "DELETE FROM audit WHERE seq = 4",
        "DELETE FROM audit WHERE seq = 10",
        "DELETE FROM audit WHERE seq = 10; DELETE FROM audit_head WHERE events = 11",
        "DELETE FROM audit; DELETE FROM audit_head",
        "UPDATE audit SET seq = 100 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; \
         UPDATE audit SET seq = 4 WHERE seq = 100",
        "UPDATE audit_head SET root = zeroblob(32) WHERE events = 5",
        "INSERT INTO audit SELECT 11, at, actor, kind, list, entry, detail FROM audit WHERE seq = 10",
    ] {
        let found = harmed(harm);
        assert!(found.is_err(), "{harm}: {found:?}");
    }
}

#[test]
fn an_audit_made_anew_differs_from_a_checkpoint_kept_elsewhere() -> Done {
    let (one, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let catalogue = kept(&one);
    let checkpoint = catalogue.checkpoint()?;
    assert!(catalogue.verify_audit(std::slice::from_ref(&checkpoint)).is_ok());

    let mut forged = checkpoint.clone();
    forged.root.replace_range(..2, "zz");
    let found = catalogue.verify_audit(&[forged]);
    assert!(matches!(found, Err(AuditError::Differs { events: 11 })), "{found:?}");
    let mut longer = checkpoint.clone();
    longer.events = 12;
    assert!(matches!(catalogue.verify_audit(&[longer]), Err(AuditError::Cut { .. })));
    let found = kept(&other).verify_audit(&[checkpoint]);
    assert!(matches!(found, Err(AuditError::OtherCatalogue)));
    Ok(())
}

#[test]
fn the_audit_refuses_changes_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = kept(&folder);
    let sql = Connection::open(catalogue.path()).unwrap();
    for harm in ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"] {
        assert!(sql.execute_batch(harm).unwrap_err().to_string().contains("append-only"));
    }
}
