//! How often unrelated pictures come as near as that.

use super::handicap::handicapped;
use super::survey::{Means, Sighting, Survey};

/// How many sightings as good as this one a picture that matches nothing would have, in expectation.
pub(super) fn false_alarms(survey: &Survey, sighting: &Sighting) -> f64 {
    let distance = f64::from(handicapped(sighting));
    let exponent = match sighting.means {
        Means::Whole => -9.2 + 0.168 * (distance - 56.0),
        Means::Moved => -9.3 + 0.168 * (distance - 58.0),
    };
    2.0 * survey.entries as f64 * 10f64.powf(exponent)
}
