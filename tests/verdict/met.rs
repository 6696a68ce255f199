//! What a case is made of: evidence with its lists and entries, rules, and what was asked.

use std::sync::LazyLock;

use staydown::Action::Review;
use staydown::{
    Action, Basis, BasisState, Builder256, Category, Coverage, Entry, Evidence, Finder, GuessKind,
    Limits, List, ListKind, Match, Met as By, Opinion, Override, Policy, Print, Profile, Quality,
    Query, Rule, Rules, Stance, Status, Tier, Time, Trust, Verdict, Why, decide, decode, pdq,
};

pub(crate) fn now() -> Time {
    Time::from_secs(0)
}

/// A match of a picture with itself, as a finder gives it.
pub(crate) static ITSELF: LazyLock<Match> = LazyLock::new(|| {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/chelsea-cat.jpg");
    let picture = decode(&std::fs::read(file).unwrap(), &Limits::default()).unwrap().into_plane();
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.push(pdq(&picture).hash, 1);
    let index = builder.into_index().unwrap();
    let findings = Finder::new(index.searcher()).check(&picture, Tier::Exact);
    findings.matches[0].clone()
});

/// One piece of evidence, with its list and entry.
#[derive(Clone, Debug)]
pub(crate) struct Met {
    pub(crate) list: List,
    pub(crate) entry: Entry,
    pub(crate) id: u64,
    pub(crate) by: By,
}

impl Met {
    /// An entry of a list that blocks, met by SHA-256; list and owner have one name.
    pub(crate) fn by_digest(list: &str) -> Self {
        let mut list = List::new(list, list);
        list.id = 1;
        Self { list, entry: Entry::new("key"), id: 1, by: By::Digest("sha256") }
    }

    /// The same, met by the whole picture at that distance, with no false alarms to speak of if within 31 bits.
    pub(crate) fn near(list: &str, distance: u32) -> Self {
        let mut found = ITSELF.clone();
        found.distance = distance;
        found.false_alarms = if distance <= 31 { 1e-9 } else { 1e-4 };
        Self { by: By::Near(found), ..Self::by_digest(list) }
    }

    /// The same, met by a part of the picture.
    pub(crate) fn guessed(list: &str, false_alarms: f64) -> Self {
        Self::near(list, 50).found(|found| {
            (found.false_alarms, found.whole) = (false_alarms, false);
            found.guess.kind = GuessKind::Panel;
        })
    }

    pub(crate) fn found(mut self, change: impl FnOnce(&mut Match)) -> Self {
        if let By::Near(found) = &mut self.by {
            change(found);
        }
        self
    }

    pub(crate) fn kind(self, digest: &'static str) -> Self {
        Self { by: By::Digest(digest), ..self }
    }

    pub(crate) fn list(mut self, change: impl FnOnce(&mut List)) -> Self {
        change(&mut self.list);
        self
    }

    pub(crate) fn entry(mut self, change: impl FnOnce(&mut Entry)) -> Self {
        change(&mut self.entry);
        self
    }

    pub(crate) fn allowing(self) -> Self {
        self.list(|list| list.kind = ListKind::Allow)
    }

    pub(crate) fn trust(self, trust: Trust) -> Self {
        self.list(|list| list.trust = trust)
    }

    pub(crate) fn owner(self, owner: &str) -> Self {
        self.list(|list| list.owner = owner.to_owned())
    }

    pub(crate) fn status(self, status: Status) -> Self {
        self.entry(|entry| entry.state.status = status)
    }

    pub(crate) fn of(self, code: &str) -> Self {
        self.entry(|entry| entry.categories.push(category(code)))
    }

    pub(crate) fn opinions(self, stances: &[Stance]) -> Self {
        let opinion = |&stance| {
            let contributor = "somebody".to_owned();
            Opinion { contributor, stance, reason: None, at: None }
        };
        self.entry(|entry| entry.opinions.extend(stances.iter().map(opinion)))
    }

    pub(crate) fn stated(self, quality: u32) -> Self {
        let quality = Some(Quality::new(quality));
        let hash = staydown::Hash256::ZERO;
        let print = Print::Wide { profile: Profile::Pdq, hash, quality };
        self.entry(|entry| entry.prints.push(print))
    }
}

pub(crate) fn category(code: &str) -> Category {
    Category { scheme: "iwf".to_owned(), code: code.to_owned() }
}

/// What is decided, from what.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) met: Vec<Met>,
    pub(crate) query: Query,
    pub(crate) rules: Rules,
    pub(crate) state: BasisState,
    pub(crate) expected: (Action, Why),
}

impl Case {
    pub(crate) fn new<const N: usize>(
        name: &'static str,
        met: [Met; N],
        action: Action,
        why: Why,
    ) -> Self {
        let query = Query { quality: Some(Quality::new(100)), coverage: Coverage::Complete };
        let (rules, state) = (Rules::default(), BasisState::Full);
        Self { name, met: met.into(), query, rules, state, expected: (action, why) }
    }

    pub(crate) fn quality(mut self, quality: u32) -> Self {
        self.query.quality = Some(Quality::new(quality));
        self
    }

    pub(crate) fn query(mut self, change: impl FnOnce(&mut Query)) -> Self {
        change(&mut self.query);
        self
    }

    pub(crate) fn rules(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(&mut self.rules);
        self
    }

    pub(crate) fn agree(self, owners: u32) -> Self {
        self.rules(|rules| rules.default.agree = owners)
    }

    pub(crate) fn state(self, state: BasisState) -> Self {
        Self { state, ..self }
    }

    pub(crate) fn decide(&self) -> Verdict {
        verdict(&self.query, &self.met, &self.rules, self.state.clone())
    }
}

pub(crate) fn verdict(query: &Query, met: &[Met], rules: &Rules, state: BasisState) -> Verdict {
    let evidence = met.iter().map(|Met { list, entry, id, by }| {
        let (id, by) = (*id, by.clone());
        Evidence { list, entry, id, by, tripped: false }
    });
    let evidence: Vec<_> = evidence.collect();
    let basis = Basis { generation: 7, state, configuration: "test".to_owned() };
    decide(query, &evidence, rules, &basis, now())
}

/// A rule that overrides, for a list, a category, or both.
pub(crate) fn over(
    list: Option<&str>,
    code: Option<&str>,
    change: impl FnOnce(&mut Rule),
) -> Override {
    let mut rule = Rule::default();
    change(&mut rule);
    Override { list: list.map(str::to_owned), category: code.map(category), rule }
}

pub(crate) fn reviewing(list: Option<&str>, code: Option<&str>) -> Override {
    over(list, code, |rule| rule.action = Review)
}

pub(crate) fn policy(change: impl FnOnce(&mut Policy)) -> Option<Policy> {
    let mut policy = Policy::default();
    change(&mut policy);
    Some(policy)
}

pub(crate) fn day(days: i64) -> Option<Time> {
    Some(Time::from_secs(days * 86_400))
}
