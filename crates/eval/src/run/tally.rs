//! From single checks to figures.

use std::collections::BTreeMap;
use std::time::Duration;

use staydown::{Action, CpuLevel, Policy, Profile, Tier};

use super::Options;
use super::checks::{self, Check};
use super::outcome::{
    AlterationFigures, Configuration, Evaluation, FORMAT, Figures, GroupFigures, Milliseconds,
    Photographs, StrangerFigures, TierFigures, WrongMatch,
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
        let checks: Vec<&Check> = checked.checks.iter().filter(of_tier).collect();
        let figures = TierTally { alterations, checks: &checks };
        let wrong = checked.wrong.iter().filter(|(of, _)| *of == tier).map(|(_, wrong)| wrong);
        let wrong: Vec<&WrongMatch> = wrong.collect();
        TierFigures {
            tier: tier.name().to_owned(),
            all91: figures.grid(),
            all: figures_of(&checks),
            groups: figures.groups(),
            alterations: figures.alterations(),
            right_distances: distances(
                checks.iter().filter_map(|check| Some(check.found()?.distance)),
            ),
            wrong_distances: distances(wrong.iter().map(|wrong| wrong.distance)),
            surest_wrong: surest(wrong),
            recall_at: recall_at(&checks),
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
    let acted = |wanted| {
        let is_wanted = |check: &&&Check| check.right.is_some_and(|right| right.action == wanted);
        checks.iter().filter(is_wanted).count()
    };
    let found = count(|check| check.found().is_some());
    let asked: usize = checks.iter().map(|check| check.asked).sum();
    let share = |part: f64| if checks.is_empty() { 0.0 } else { part / checks.len() as f64 };
    Figures {
        checked: checks.len(),
        found,
        recall: share(found as f64),
        blocked: acted(Action::Block),
        reviewed: acted(Action::Review),
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

fn distances(distances: impl Iterator<Item = u32>) -> Vec<(u32, usize)> {
    let mut counts = BTreeMap::new();
    distances.for_each(|distance| *counts.entry(distance).or_default() += 1);
    counts.into_iter().collect()
}

/// As many of the surest as are worth looking at.
fn surest<'a>(wrong: impl IntoIterator<Item = &'a WrongMatch>) -> Vec<WrongMatch> {
    const SHOWN: usize = 20;
    let mut wrong: Vec<&WrongMatch> = wrong.into_iter().collect();
    wrong.sort_by(|a, b| a.false_alarms.total_cmp(&b.false_alarms));
    wrong.into_iter().take(SHOWN).cloned().collect()
}

/// For bounds from 1e-7 to 1, ten for each power of ten.
fn recall_at(checks: &[&Check]) -> Vec<(f64, f64)> {
    let Policy { direct, ceiling, .. } = Policy::default();
    let right = checks.iter().filter_map(|check| check.right);
    let near = right.filter(|right| right.distance <= ceiling);
    let alarms = near.map(|right| match right.action {
        Action::Block if right.distance <= direct => 0.0,
        _ => right.false_alarms,
    });
    let mut alarms: Vec<f64> = alarms.collect();
    alarms.sort_by(f64::total_cmp);
    let bounds = (-70..=0).map(|tenth| 10.0_f64.powf(f64::from(tenth) / 10.0));
    let recall = |bound: f64| {
        let within = alarms.partition_point(|&alarms| alarms <= bound);
        (bound, within as f64 / checks.len().max(1) as f64)
    };
    bounds.map(recall).collect()
}

fn stranger_figures(checks: &[StrangerCheck], tier: Tier) -> Option<StrangerFigures> {
    let of_tier: Vec<&StrangerCheck> = checks.iter().filter(|check| check.tier == tier).collect();
    let matches = || of_tier.iter().filter_map(|check| check.surest.as_ref());
    let mut false_alarms: Vec<f64> = matches().map(|found| found.false_alarms).collect();
    false_alarms.sort_by(f64::total_cmp);
    let count = |action| of_tier.iter().filter(|check| check.action == action).count();
    (!of_tier.is_empty()).then(|| StrangerFigures {
        pictures: of_tier.len(),
        blocked: count(Action::Block),
        reviewed: count(Action::Review),
        false_alarms,
        surest: surest(matches()),
    })
}
