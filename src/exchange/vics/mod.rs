//! Project VIC and CAID: VICS 1.2, 1.3 and 2.0, hash sets and cases.
//!
//! Each case counts its files anew, so the keys of its files begin with its own number.
//! What a category means depends on the jurisdiction, so its scheme carries the region that a document names. Yes and no are
//! written as words in some documents; what is kept of them is a truth value.

mod media;
mod writer;

use std::io::BufRead;
use std::ops::ControlFlow;

use serde_json::Value;

use super::json::{Gathered, OnRow, Rows, Scanner, Step};
use super::{ListFormat, ReadError};
use crate::list::{End, scheme};
use media::change;
pub(super) use writer::VicsWriter;

const VERSIONS: [&str; 3] = ["1.2", "1.3", "2.0"];

pub(super) fn read(from: &mut dyn BufRead, on_row: &mut OnRow<'_>) -> Result<End, ReadError> {
    let mut scanner = Scanner::new(ListFormat::Vics, from)?;
    let mut rows = Rows::new(on_row);
    let (mut scheme, mut found) = (scheme::VICS.to_owned(), false);
    let step = scanner.object(&mut |scanner, name| match name {
        "odata.metadata" | "@odata.context" => {
            scheme = scheme_of(scanner)?;
            Ok(ControlFlow::Continue(()))
        }
        "value" => {
            found = true;
            scanner.array(&mut |scanner| element(scanner, &mut rows, &scheme))
        }
        _ => scanner.skip(),
    })?;
    match (step, found) {
        (ControlFlow::Break(()), _) => {}
        (_, true) => scanner.finish()?,
        (_, false) => return Err(scanner.malformed("the array of its records is missing")),
    }
    Ok(End::default())
}

/// Reads the context: `…/DataModels/<version>.xml`, from 2.0 on with `/<region>/$metadata`.
fn scheme_of(scanner: &mut Scanner<'_>) -> Result<String, ReadError> {
    let field = scanner.field()?;
    let context = field.as_str().and_then(|text| text.split_once("/DataModels/"));
    let model = context.and_then(|(_, model)| model.split_once(".xml"));
    let Some((version, rest)) = model else {
        return Err(scanner.malformed("its context names no data model of Project VIC"));
    };
    if !VERSIONS.contains(&version) {
        let is_number =
            version.len() < 10 && version.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
        let found = if is_number { version } else { "unknown" }.to_owned();
        return Err(ReadError::Version { format: ListFormat::Vics, found });
    }
    let region = rest.strip_prefix('/').and_then(|rest| rest.split_once('/'));
    match region {
        None | Some(("Default" | "", _)) => Ok(scheme::VICS.to_owned()),
        Some((region, _)) if region.len() <= 32 => {
            Ok(format!("{}-{}", scheme::VICS, region.to_ascii_lowercase()))
        }
        Some(_) => Err(scanner.malformed("its context names no region")),
    }
}

/// Reads a file's record, or a case with an array of them.
fn element(scanner: &mut Scanner<'_>, rows: &mut Rows<'_>, scheme: &str) -> Step {
    if scanner.peek()? != Some(b'{') {
        return rows.read(scanner, &mut |record| change(record, scheme, None));
    }
    let mut gathered = Gathered::default();
    let mut is_case = false;
    let step = scanner.object(&mut |scanner, name| {
        if name != RECORDS || scanner.peek()? != Some(b'[') {
            return gathered.take(scanner, name);
        }
        is_case = true;
        let case = case_of(&gathered);
        scanner.array(&mut |scanner| {
            rows.read(scanner, &mut |record| change(record, scheme, case.as_deref()))
        })
    })?;
    match is_case || step.is_break() {
        true => Ok(step),
        false => {
            Ok(rows.hand_over(gathered.record().and_then(|record| change(record, scheme, None))))
        }
    }
}

/// The field of a case's files.
const RECORDS: &str = "Media";

/// Whether a field makes a record a case.
fn is_records(name: &str, value: &Value) -> bool {
    name == RECORDS && value.is_array()
}

/// What a case is called, if that stands before its files.
fn case_of(gathered: &Gathered) -> Option<String> {
    let mut case = gathered.record().ok()?;
    let mut called = |field| case.text(field).ok().flatten();
    called("CaseNumber").or_else(|| called("CaseID"))
}
