//! The page as a whole.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::{ReportError, Thumbnail, distances, heat, sections, tables, trade};
use crate::run::Evaluation;

/// The report of an evaluation, with pictures of what was done to a photograph if there are any.
///
/// # Errors
/// [`ReportError`] if a plot cannot be drawn.
pub fn html(evaluation: &Evaluation, thumbnails: &[Thumbnail]) -> Result<String, ReportError> {
    let title = format!("Altered copies found by staydown {}", evaluation.library);
    let parts = match evaluation.tiers.is_empty() {
        true => Vec::new(),
        false => vec![results(evaluation)?, matches(evaluation)?, strangers(evaluation)?],
    };
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                p.lead { (evaluation.date) }
                h2 { "What was measured" }
                (sections::measured(evaluation))
                @for part in &parts { (part) }
                (shown(thumbnails))
            }
        }
    };
    Ok(page.into_string())
}

fn results(evaluation: &Evaluation) -> Result<Markup, ReportError> {
    Ok(markup! {
        h2 { "Recall by group" }
        p { "The share of altered copies that met the entry they come from and were blocked or sent to review. The tier "
            "exact is what PDQ finds by itself: the upright hash within 31 bits." }
        (tables::groups(evaluation))
        h2 { "What each tier does and costs" }
        (tables::tiers(evaluation))
        (figure(&trade::cost(evaluation)?, "Recall over all alterations against the time of a check."))
        h2 { "Recall by alteration" }
        p { "In percent; a dot marks the grid of 91." }
        (heat::heat_map(evaluation))
    })
}

fn matches(evaluation: &Evaluation) -> Result<Markup, ReportError> {
    Ok(markup! {
        h2 { "Distances" }
        (figure(&distances::distances(evaluation)?, "Distances of right matches, in each tier's colour; narrow and red, those of matches with wrong entries that a bound of one false alarm would let through. Beyond the dashed line none counts."))
        h2 { "Recall against false alarms" }
        p { "What other bounds for reviews would have found; the dashed line is the policy's." }
        (figure(&trade::alarms(evaluation)?, "Recall against the bound for reviews."))
        (tables::wrong("The surest wrong matches of altered copies", evaluation, |tier| &tier.surest_wrong))
    })
}

fn strangers(evaluation: &Evaluation) -> Result<Markup, ReportError> {
    if evaluation.tiers.iter().all(|tier| tier.strangers.is_none()) {
        return Ok(markup! {});
    }
    Ok(markup! {
        h2 { "Pictures that are in no list" }
        p { "Each match says how many as good a picture that matches nothing would have. If that is right, the share of "
            "strangers with such a match equals the number; the band is a factor of three either way. Several parts of "
            "one photograph are not independent of each other." }
        (figure(&trade::expected(evaluation)?, "Expected false alarms against those that happened."))
        (tables::strangers(evaluation))
        (tables::wrong("The surest matches of strangers", evaluation, |tier| {
            tier.strangers.as_ref().map_or(&[], |strangers| &strangers.surest)
        }))
    })
}

fn figure(svg: &str, caption: &str) -> Markup {
    markup! { figure { (PreEscaped(svg)) figcaption { (caption) } } }
}

fn shown(thumbnails: &[Thumbnail]) -> Markup {
    markup! {
        @if !thumbnails.is_empty() {
            h2 { "The alterations" }
            div.thumbnails {
                @for thumbnail in thumbnails {
                    figure {
                        img src=(thumbnail.address()) alt=(thumbnail.name) loading="lazy";
                        figcaption { (thumbnail.name) }
                    }
                }
            }
        }
    }
}

const STYLE: &str = "\
:root{color-scheme:light}\
body{font:16px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:62rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2.5rem 0 .5rem}h3{font-size:1rem;margin:1.5rem 0 .5rem}.lead{color:#666;margin:.2rem 0}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}dt{color:#666}dd{margin:0}\
.code{font-family:ui-monospace,monospace;font-size:.85em;overflow-wrap:anywhere}\
table{border-collapse:collapse}th,td{padding:.15rem .8rem;text-align:left;font-weight:normal}\
thead th{border-bottom:1px solid #888;font-weight:600}tbody tr:nth-child(even){background:#f6f6f6}\
tbody.sum th,tbody.sum td{border-top:1px solid #888;border-bottom:1px solid #888;font-weight:600;background:#fff}\
.number{text-align:right;font-variant-numeric:tabular-nums}\
figure{margin:1rem 0}figure svg{max-width:100%;height:auto}figcaption{color:#666;font-size:.85rem}\
.heat{columns:2;column-gap:2.5rem;font-size:.8rem;line-height:1.35}\
.heat>div{display:grid;grid-template-columns:1fr repeat(4,3.7rem);gap:1px;break-inside:avoid}\
.heat .group{font-weight:600;margin-top:.6rem;break-after:avoid}.heat .tier{text-align:center;font-weight:normal;font-size:.72rem;color:#666}\
.heat sup{line-height:0}.heat .cell{text-align:center;font-variant-numeric:tabular-nums}.heat .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}\
.thumbnails{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.6rem}\
.thumbnails figure{margin:0;text-align:center}.thumbnails img{max-width:100%}.thumbnails figcaption{font-size:.72rem;overflow-wrap:anywhere}\
@media(max-width:50rem){.heat{columns:1}}";
