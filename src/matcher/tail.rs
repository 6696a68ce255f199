//! How often unrelated pictures come as near as that.

use super::survey::{Means, Sighting, Survey};

/// How many sightings as good as this one a picture that matches nothing would have, in expectation.
pub(super) fn false_alarms(survey: &Survey, sighting: &Sighting) -> f64 {
    let weighted = f64::from(sighting.weighted);
    let exponent = match sighting.means {
        Means::Whole => -9.2 + 0.168 * (weighted - 56.0),
        Means::Moved => -7.5 + 0.168 * (weighted - 52.0),
    };
    2.0 * survey.entries as f64 * 10f64.powf(exponent)
}
