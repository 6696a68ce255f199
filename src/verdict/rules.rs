//! What an operator decides: how sure, how good and how widely agreed a match must be, for each list and category.

use sha2::{Digest as _, Sha256};

#[cfg(feature = "catalogue")]
use super::text;
use crate::action::Action;
use crate::finder::Policy;
use crate::fingerprint::Quality;
use crate::list::{Category, Entry, List};

/// The rules under which evidence becomes a verdict.
///
/// The most specific ones count for an entry: overrides of its list and one of its categories, else those of its list, else
/// those of one of its categories, else the default. Where several are equally specific, the strictest outcome counts,
/// and an entry of an allow-list has to pass all of them.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "catalogue", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "catalogue", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Rules {
    /// Where no override fits.
    pub default: Rule,
    /// For lists and categories.
    pub overrides: Vec<Override>,
    /// What to do if no list is loaded.
    pub no_list: Action,
    /// What to do if nothing matches and some list could not be loaded.
    pub partly: Action,
    /// What to do if nothing matches and some list is stale.
    pub stale: Action,
    /// What to do if nothing matches and that says nothing.
    pub cannot_tell: Action,
}

/// What holds for matches of some lists or categories.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "catalogue", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "catalogue", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Rule {
    /// How sure a perceptual match must be; `None` for the default policy with the list's own threshold.
    pub policy: Option<Policy>,
    /// Entries that state less quality count by their digests only, and a whole picture of less quality matches none by
    /// its hash; `None` for the list's own. Under [`Quality::USABLE`] a picture as a whole is never blocked.
    #[cfg_attr(feature = "catalogue", serde(with = "text::quality"))]
    pub quality: Option<Quality>,
    /// Owners of lists that must agree before anything is blocked, unless the list is an authority's.
    pub agree: u32,
    /// The strictest that a match may lead to; the list's own action bounds it too.
    pub action: Action,
}

/// A rule for one list, one category, or one category in one list.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "catalogue", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "catalogue", serde(deny_unknown_fields))]
pub struct Override {
    /// The name of the list; `None` for all.
    #[cfg_attr(feature = "catalogue", serde(default))]
    pub list: Option<String>,
    /// The category; `None` for all.
    #[cfg_attr(feature = "catalogue", serde(default))]
    pub category: Option<Category>,
    /// What holds there.
    pub rule: Rule,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            default: Rule::default(),
            overrides: Vec::new(),
            no_list: Action::Review,
            partly: Action::Allow,
            stale: Action::Allow,
            cannot_tell: Action::Allow,
        }
    }
}

impl Default for Rule {
    fn default() -> Self {
        Self { policy: None, quality: None, agree: 1, action: Action::Block }
    }
}

impl Rules {
    /// A policy under which a finder meets all that these rules may count in these lists.
    #[must_use]
    pub fn widest<'a>(&self, lists: impl IntoIterator<Item = &'a List>) -> Policy {
        let lists = lists.into_iter().map(|list| Rule::default().policy(list));
        let own = self.all().filter_map(|rule| rule.policy.clone());
        own.chain(lists).fold(Policy::default(), |a, b| Policy {
            direct: a.direct.max(b.direct),
            review: a.review.max(b.review),
            block: a.block.max(b.block),
            guesses_block: a.guesses_block || b.guesses_block,
            ceiling: a.ceiling.max(b.ceiling),
        })
    }

    /// 16 hexadecimal digits that tell these rules and lists from others, for the log: the beginning of the SHA-256 of their
    /// settings written out. The same on every machine and in whatever order overrides and lists stand.
    #[must_use]
    pub fn fingerprint<'a>(&self, lists: impl IntoIterator<Item = &'a List>) -> String {
        let Self { no_list, partly, stale, cannot_tell, .. } = self;
        let otherwise = [no_list, partly, stale, cannot_tell].map(|action| action.name()).join(" ");
        let mut lines = vec![format!("otherwise {otherwise}"), self.default.written()];
        lines.extend(self.overrides.iter().map(Override::written));
        lines.extend(lists.into_iter().map(written));
        lines.sort_unstable();
        let digest = Sha256::digest(lines.join("\n"));
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The rules that count for an entry: at least one.
    pub(super) fn fitting(&self, list: &List, entry: &Entry) -> Vec<&Rule> {
        let of = |level: (bool, bool)| {
            let overrides = self.overrides.iter().filter(move |over| over.level() == level);
            let fitting = overrides.filter(|over| over.fits(list, entry));
            fitting.map(|over| &over.rule).collect::<Vec<_>>()
        };
        let levels = [(true, true), (true, false), (false, true)];
        let fitting = levels.into_iter().map(of).find(|rules| !rules.is_empty());
        fitting.unwrap_or_else(|| vec![&self.default])
    }

    fn all(&self) -> impl Iterator<Item = &Rule> {
        self.overrides.iter().map(|over| &over.rule).chain([&self.default])
    }
}

impl Override {
    /// Whether it names a list, and whether a category.
    fn level(&self) -> (bool, bool) {
        (self.list.is_some(), self.category.is_some())
    }

    fn fits(&self, list: &List, entry: &Entry) -> bool {
        self.list.as_ref().is_none_or(|name| *name == list.name)
            && self.category.as_ref().is_none_or(|category| entry.categories.contains(category))
    }

    fn written(&self) -> String {
        let list = self.list.as_deref().map(quoted);
        let category = self.category.as_ref();
        let category = category.map(|it| quoted(&it.scheme) + &quoted(&it.code));
        format!("in {list:?} of {category:?}: {}", self.rule.written())
    }
}

impl Rule {
    /// How sure a perceptual match in this list must be.
    pub(super) fn policy(&self, list: &List) -> Policy {
        let of_list = || Policy { direct: list.threshold, ..Policy::default() };
        self.policy.clone().unwrap_or_else(of_list)
    }

    /// The quality that a picture and an entry need, in a list of that gate.
    pub(super) fn gate(&self, of_list: Quality) -> Quality {
        self.quality.unwrap_or(of_list)
    }

    fn written(&self) -> String {
        let policy = self.policy.as_ref().map(|policy| {
            let Policy { direct, review, block, guesses_block, ceiling } = policy;
            format!("{direct} {review:e} {block:e} {guesses_block} {ceiling}")
        });
        let quality = self.quality.map(Quality::get);
        format!("{policy:?} {quality:?} {} {}", self.agree, self.action.name())
    }
}

/// What of a list decides.
fn written(list: &List) -> String {
    let List { name, owner, kind, action, threshold, quality, trust, .. } = list;
    let (name, owner, quality) = (quoted(name), quoted(owner), quality.get());
    format!("list {name}{owner} {kind:?} {} {threshold} {quality} {trust:?}", action.name())
}

/// In hexadecimal, so that no text can be taken for another and what follows it.
fn quoted(text: &str) -> String {
    let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("<{bytes}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value is that of `sha256sum` over the four lines, sorted.
    #[test]
    fn the_fingerprint_is_that_of_other_machines_and_days() {
        let mut rules = Rules::default();
        let category = Category { scheme: "iwf".to_owned(), code: "A".to_owned() };
        let policy = Some(Policy::default());
        let rule = Rule { policy, quality: Some(Quality::new(60)), ..Rule::default() };
        rules.overrides =
            vec![Override { list: Some("a".to_owned()), category: Some(category), rule }];
        assert_eq!(rules.fingerprint([&List::new("a", "x")]), "89423398318efe92");
    }
}
