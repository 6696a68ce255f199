//! Promise: what is trusted of a list's bundles changes together with the list, once, and says when the list is stale.

use std::ops::ControlFlow;
use std::time::Duration;

use staydown::{By, Catalogue, Change, End, Entry, Import, ImportError, List, Row, Summary, Time};

fn catalogue() -> (tempfile::TempDir, Catalogue) {
    let folder = tempfile::tempdir().unwrap();
    let mut catalogue = Catalogue::create(folder.path().join("catalogue.db")).unwrap();
    let mut list = List::new("ncii", "An agency");
    list.stale_after = Some(Duration::from_secs(1));
    catalogue.create_list(&list, &by()).unwrap();
    (folder, catalogue)
}

fn by() -> By {
    By { at: Time::from_secs(1000), ..By::new("a keeper", "a bundle") }
}

fn import(catalogue: &mut Catalogue, how: &Import<'_>, key: &str) -> Result<Summary, ImportError> {
    let change = Ok(Change::Put(Box::new(Entry::new(key))));
    catalogue.import("ncii", how, &by(), |on_row| {
        let _: ControlFlow<()> = on_row(Row { at: 1, change });
        Ok::<_, std::io::Error>(End::default())
    })
}

fn stored(catalogue: &Catalogue) -> Option<Vec<u8>> {
    catalogue.bundles(&catalogue.list("ncii").unwrap()).unwrap()
}

#[test]
fn who_was_overtaken_changes_nothing() {
    let (_folder, mut catalogue) = catalogue();
    let mut how = Import::default();
    how.bundles = Some(b"version 2".to_vec());
    import(&mut catalogue, &how, "1").unwrap();
    for before in [None, Some(b"version 1".to_vec())] {
        how.bundles = Some(b"another".to_vec());
        how.bundles_before = before;
        let overtaken = import(&mut catalogue, &how, "2");
        assert!(matches!(overtaken, Err(ImportError::Overtaken)), "{overtaken:?}");
        assert_eq!(stored(&catalogue).as_deref(), Some(&b"version 2"[..]));
        assert!(catalogue.find("ncii", "2").unwrap().is_none());
    }
    how.bundles_before = stored(&catalogue);
    import(&mut catalogue, &how, "2").unwrap();
    assert_eq!(stored(&catalogue).as_deref(), Some(&b"another"[..]));
    import(&mut catalogue, &Import::default(), "3").unwrap();
    assert_eq!(stored(&catalogue).as_deref(), Some(&b"another"[..]));
}

#[test]
fn a_list_is_stale_from_the_time_that_its_import_named() {
    let (_folder, mut catalogue) = catalogue();
    let mut how = Import::default();
    for expires in [5000, 3000, 500] {
        how.stale_from = Some(Time::from_secs(expires));
        import(&mut catalogue, &how, "1").unwrap();
        let list = catalogue.list("ncii").unwrap();
        let from = expires.max(1000);
        assert!(
            !list.is_stale_at(Time::from_secs(from)) && list.is_stale_at(Time::from_secs(from + 1))
        );
    }
}
