//! From single checks to figures.

use std::collections::BTreeMap;
use std::time::Duration;

use staydown::{Action, CpuLevel, Policy, Profile, Tier};

use super::Options;
use super::checks::{self, Check, LenientCheck};
use super::outcome::{
    AlterationFigures, Configuration, Evaluation, FORMAT, Figures, GroupFigures, Lenient,
    Milliseconds, Photographs, StrangerFigures, TierFigures,
};
use super::queries::Checked;
use super::strangers::StrangerCheck;
use crate::suite::{Alteration, Group, SUITE};

/// All crates of the workspace have one version.
const LIBRARY: &str = env!("CARGO_PKG_VERSION");

pub(super) fn evaluation(
    options: &Options,
    alterations: &[&Alteration],
    (photographs, entries): (Photographs, usize),
    checked: &Checked,
    strangers: &[StrangerCheck],
) -> Evaluation {
    let configuration = configuration(options);
    let tiers = options.tiers().into_iter().map(|tier| {
        let of_tier = |check: &&Check| check.tier == tier;
        let service: Vec<&Check> = checked.service.iter().filter(of_tier).collect();
        let figures = TierTally { alterations, checks: &service };
        TierFigures {
            tier: tier.name().to_owned(),
            all91: figures.grid(),
            all: figures_of(&service),
            groups: figures.groups(),
            alterations: figures.alterations(),
            right_distances: right_distances(&service),
            lenient: lenient(&checked.lenient, tier),
            strangers: stranger_figures(strangers, tier),
        }
    });
    Evaluation {
        format: FORMAT,
        date: options.date.clone(),
        library: LIBRARY.to_owned(),
        cpu: format!("{:?}", CpuLevel::current()).to_lowercase(),
        fingerprint: fingerprint(&configuration),
        photographs,
        entries,
        queries: checked.queries,
        tiers: tiers.collect(),
        configuration,
    }
}

fn configuration(options: &Options) -> Configuration {
    Configuration {
        suite: SUITE.to_owned(),
        profile: Profile::Pdq.name().to_owned(),
        policy: Policy::default().into(),
        lenient: checks::lenient().into(),
        tiers: options.tiers().iter().map(|tier| tier.name().to_owned()).collect(),
        seed: options.seed,
        queries: options.queries,
        only: options.only.clone(),
        stranger_variants: options.strangers.as_ref().map_or(0, |_| options.stranger_variants),
    }
}

fn fingerprint(configuration: &Configuration) -> String {
    let json = serde_json::to_vec(configuration).expect("names and numbers make JSON");
    staydown::digests(&json).sha256.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One tier's checks.
struct TierTally<'a> {
    alterations: &'a [&'a Alteration],
    checks: &'a [&'a Check],
}

impl TierTally<'_> {
    fn of(&self, is_wanted: impl Fn(&Alteration) -> bool) -> Figures {
        let wanted = |check: &&&Check| is_wanted(self.alterations[check.alteration]);
        figures_of(&self.checks.iter().filter(wanted).copied().collect::<Vec<_>>())
    }

    fn grid(&self) -> Option<Figures> {
        let is_grid = |alteration: &Alteration| alteration.grid91;
        self.alterations.iter().any(|one| is_grid(one)).then(|| self.of(is_grid))
    }

    fn groups(&self) -> Vec<GroupFigures> {
        let both = Group::ALL.into_iter().flat_map(|group| [(group, true), (group, false)]);
        let figures = both.filter_map(|(group, grid91)| {
            let is_in = |one: &Alteration| one.group == group && one.grid91 == grid91;
            let alterations = self.alterations.iter().filter(|one| is_in(one)).count();
            (alterations > 0).then(|| GroupFigures {
                group: group.name().to_owned(),
                grid91,
                alterations,
                figures: self.of(is_in),
            })
        });
        figures.collect()
    }

    fn alterations(&self) -> Vec<AlterationFigures> {
        let figures = self.alterations.iter().map(|alteration| AlterationFigures {
            name: alteration.name.to_owned(),
            group: alteration.group.name().to_owned(),
            grid91: alteration.grid91,
            figures: self.of(|one| one.name == alteration.name),
        });
        figures.collect()
    }
}

fn figures_of(checks: &[&Check]) -> Figures {
    let count = |of: fn(&Check) -> bool| checks.iter().filter(|check| of(check)).count();
    let acted = |check: &Check, wanted| check.right.is_some_and(|(_, action)| action == wanted);
    let found = count(|check| check.right.is_some());
    let asked: usize = checks.iter().map(|check| check.asked).sum();
    let share = |part: f64| if checks.is_empty() { 0.0 } else { part / checks.len() as f64 };
    Figures {
        checked: checks.len(),
        found,
        recall: share(found as f64),
        blocked: checks.iter().filter(|check| acted(check, Action::Block)).count(),
        reviewed: checks.iter().filter(|check| acted(check, Action::Review)).count(),
        wrong: count(|check| check.wrong),
        wrong_in_index: count(|check| check.wrong_other),
        asked: share(asked as f64),
        time: milliseconds(checks),
    }
}

fn milliseconds(checks: &[&Check]) -> Milliseconds {
    let mut times: Vec<Duration> = checks.iter().map(|check| check.time).collect();
    times.sort_unstable();
    let at = |part: f64| {
        let place = (part * times.len() as f64).ceil() as usize;
        let time = times.get(place.saturating_sub(1)).copied().unwrap_or_default();
        time.as_secs_f64() * 1e3
    };
    Milliseconds { median: at(0.5), p95: at(0.95), max: at(1.0) }
}

fn right_distances(checks: &[&Check]) -> Vec<(u32, usize)> {
    let mut counts = BTreeMap::new();
    for (distance, _) in checks.iter().filter_map(|check| check.right) {
        *counts.entry(distance).or_default() += 1;
    }
    counts.into_iter().collect()
}

fn lenient(checks: &[LenientCheck], tier: Tier) -> Lenient {
    let of_tier = || checks.iter().filter(|check| check.tier == tier);
    let mut right: Vec<f64> = of_tier().filter_map(|check| check.right).collect();
    right.sort_by(f64::total_cmp);
    let wrong = of_tier().flat_map(|check| &check.wrong).copied().collect();
    Lenient { checked: of_tier().count(), right, wrong }
}

fn stranger_figures(checks: &[StrangerCheck], tier: Tier) -> Option<StrangerFigures> {
    let of_tier: Vec<&StrangerCheck> = checks.iter().filter(|check| check.tier == tier).collect();
    let mut false_alarms: Vec<f64> =
        of_tier.iter().filter_map(|check| check.false_alarms).collect();
    false_alarms.sort_by(f64::total_cmp);
    let count = |action| of_tier.iter().filter(|check| check.action == action).count();
    (!of_tier.is_empty()).then(|| StrangerFigures {
        pictures: of_tier.len(),
        blocked: count(Action::Block),
        reviewed: count(Action::Review),
        false_alarms,
    })
}
