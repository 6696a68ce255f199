//! What members think of an entry. An opinion holds who, when and why; of what kind of fingerprint it is and the reason's number
//! stand beside it, in the same order.

use serde_json::Value;

use super::entry::time;
use super::node::Node;
use crate::exchange::json::Record;
use crate::list::{Entry, Fault, Opinion, Stance};

/// The entry's field of what has no place in its opinions.
const FIELD: &str = "feedback";
const UPDATED: &str = "lastUpdateTimestamp";

/// Takes the opinions.
pub(super) fn feedback(
    entry: &mut Entry,
    extra: &mut Record,
    list: Option<Node>,
) -> Result<(), Fault> {
    let mut beside = Vec::new();
    for group in list.map(|list| list.children).unwrap_or_default() {
        match group.name.as_str() {
            "affirmativeFeedback" => opinions(entry, &mut beside, &group, &group)?,
            "negativeFeedback" => {
                for reasons in group.all("reasons") {
                    opinions(entry, &mut beside, &group, reasons)?;
                }
            }
            _ => {}
        }
    }
    extra.keep_all(FIELD, beside);
    Ok(())
}

/// Takes those of one kind of fingerprint. Who gave a reason stands behind it.
fn opinions(
    entry: &mut Entry,
    beside: &mut Vec<Value>,
    group: &Node,
    holder: &Node,
) -> Result<(), Fault> {
    let stance = match group.name.as_str() {
        "negativeFeedback" => Stance::Negative,
        _ => Stance::Positive,
    };
    let mut cause = None;
    for node in &holder.children {
        if node.name == "reason" {
            cause = Some(node);
        }
        let at = node.attribute("timestamp").or(group.attribute(UPDATED));
        let at = at.map(|text| time(text, "timestamp")).transpose()?;
        for member in node.all("member") {
            let contributor =
                member.attribute("id").ok_or(Fault::Missing { field: "member id" })?;
            let contributor = contributor.to_owned();
            let reason = cause.and_then(|cause| cause.attribute("name")).map(str::to_owned);
            entry.opinions.push(Opinion { contributor, stance, reason, at });
            beside.push(details(group, member, cause));
        }
    }
    Ok(())
}

fn details(group: &Node, member: &Node, reason: Option<&Node>) -> Value {
    let mut details = Record::default();
    let fields = [
        ("type", group.attribute("type")),
        ("member", member.text()),
        ("guid", reason.and_then(|reason| reason.attribute("guid"))),
        ("reasonType", reason.and_then(|reason| reason.attribute("type"))),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            details.keep(name, value);
        }
    }
    details.0.into()
}

/// Writes the opinions, each on its own; what was not looked at yet has no place.
pub(super) fn element(entry: &Entry, extra: &mut Record) -> Option<Node> {
    let mut beside = extra.elements(FIELD).unwrap_or_default().into_iter();
    let details = std::iter::repeat_with(|| {
        beside.next().map(Record::of).and_then(Result::ok).unwrap_or_default()
    });
    let groups: Vec<_> = entry
        .opinions
        .iter()
        .zip(details)
        .filter(|(opinion, _)| !opinion.contributor.is_empty())
        .filter_map(|(opinion, details)| group(opinion, details))
        .collect();
    (!groups.is_empty()).then(|| Node::new(FIELD).holding(groups))
}

fn group(opinion: &Opinion, mut details: Record) -> Option<Node> {
    let mut detail = |name| details.text(name).ok().flatten();
    let mut member = Node::of_text("member", detail("member").unwrap_or_default());
    member = member.with("id", opinion.contributor.as_str());
    let at = opinion.at.map(|at| at.to_string());
    let mut members = Node::new("members").holding(vec![member]);
    members.attributes.extend(at.clone().map(|at| ("timestamp".to_owned(), at)));
    let (name, children) = match opinion.stance {
        Stance::Positive => ("affirmativeFeedback", vec![members]),
        Stance::Negative => {
            let named = [
                ("guid", detail("guid")),
                ("name", opinion.reason.clone()),
                ("type", detail("reasonType")),
            ];
            let mut reason = Node::new("reason");
            reason.attributes = named
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect();
            ("negativeFeedback", vec![Node::new("reasons").holding(vec![reason, members])])
        }
        Stance::Seed => return None,
    };
    let mut group = Node::new(name).holding(children);
    group.attributes.extend(detail("type").map(|kind| ("type".to_owned(), kind)));
    group.attributes.extend(at.map(|at| (UPDATED.to_owned(), at)));
    Some(group)
}
