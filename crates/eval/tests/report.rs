//! The page is whole and needs nothing from elsewhere.

use std::sync::LazyLock;

use staydown::Tier;
use staydown_eval::report::{html, thumbnails};
use staydown_eval::run::{Evaluation, Options, run};

const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/photos");

static OPTIONS: LazyLock<Options> = LazyLock::new(|| Options {
    queries: 2,
    only: ["encoding", "crop-5", "random-crop-90"].map(Into::into).into(),
    strangers: Some(PHOTOS.into()),
    stranger_variants: 1,
    date: "<today>".into(),
    ..Options::new(PHOTOS)
});

static EVALUATION: LazyLock<Evaluation> = LazyLock::new(|| run(&OPTIONS, |_| ()).unwrap());

#[test]
fn it_holds_every_part() {
    let page = html(&EVALUATION, &thumbnails(&OPTIONS).unwrap()).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    let names = EVALUATION.tiers[0].alterations.iter().map(|one| one.name.as_str());
    let tiers = Tier::ALL.map(Tier::name);
    for word in names.chain(tiers).chain([EVALUATION.fingerprint.as_str(), "&lt;today&gt;"]) {
        assert!(page.contains(word), "{word}");
    }
    assert_eq!(count(&page, "<svg"), 4);
    assert_eq!(count(&page, "<img"), 15);
    for tag in ["svg", "table", "figure", "div", "tr", "td", "h2"] {
        let opened = count(&page, &format!("<{tag} ")) + count(&page, &format!("<{tag}>"));
        assert_eq!(opened, count(&page, &format!("</{tag}>")), "{tag}");
    }
}

#[test]
fn it_asks_for_nothing_and_runs_nothing() {
    let page = html(&EVALUATION, &thumbnails(&OPTIONS).unwrap()).unwrap();
    let page = page.replace("http://www.w3.org/2000/svg", "");
    for foreign in ["http:", "https:", "//", "<script", "<link", "@import", "url("] {
        let outside =
            page.split("base64,").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
        assert!(!outside.collect::<String>().contains(foreign), "{foreign}");
    }
}

#[test]
fn it_leaves_out_what_there_is_not() {
    let mut evaluation = EVALUATION.clone();
    evaluation.tiers.iter_mut().for_each(|tier| tier.strangers = None);
    assert_eq!(count(&html(&evaluation, &[]).unwrap(), "<svg"), 3);
    evaluation.tiers.clear();
    assert_eq!(count(&html(&evaluation, &[]).unwrap(), "<svg"), 0);
}

fn count(page: &str, part: &str) -> usize {
    page.matches(part).count()
}
