//! Whether an index is what its rows make of it.

use rayon::prelude::*;

use super::VerifyError;
use super::format::Repeat;
use super::plan::COLUMN;
use super::ring::window;
use super::rows::Rows;
use super::source::Source;
use super::tables::Tables;

/// Rows rise, each stands for at least one entry and all for all entries, and each table holds every row where it belongs.
pub(super) fn source<const W: usize>(
    source: Source<'_, W>,
    entries: usize,
) -> Result<(), VerifyError> {
    let Source { rows, tables, .. } = source;
    let falls = |&row: &usize| row > 0 && rows.bits(row - 1) >= rows.bits(row);
    if let Some(row) = (0..rows.count).into_par_iter().find_first(falls) {
        return Err(VerifyError::Rows { row });
    }
    let repeats = rows.entries.repeats;
    let rises = |pair: &[Repeat]| {
        pair[0].row.get() < pair[1].row.get() && pair[0].extra.get() < pair[1].extra.get()
    };
    let begins = repeats.first().is_none_or(|repeat| repeat.extra.get() > 0);
    let ends = repeats.last().map_or((0, 0), |last| (last.row.get(), last.extra.get()));
    let whole = ends.1 as usize == entries - rows.count && (ends.0 as usize) < rows.count.max(1);
    if !begins || !whole || !repeats.windows(2).all(rises) {
        return Err(VerifyError::Repeats);
    }
    let Some(tables) = tables else { return Ok(()) };
    let numbers = 0..tables.plan.tables;
    numbers.into_par_iter().try_for_each(|table| check(tables, rows, table))
}

/// Every place of the table holds a row of its bucket, with its column, and within a bucket the rows rise: so none is
/// there twice, and as there are as many places as rows, none is missing.
fn check<const W: usize>(
    tables: Tables<'_>,
    rows: Rows<'_, W>,
    table: u32,
) -> Result<(), VerifyError> {
    let (plan, first) = (tables.plan, table as usize * tables.offsets_stride);
    let (start, origin) = (plan.chunk(table).start, table as usize * tables.stride);
    let mut next = 0;
    for key in 0..plan.buckets() {
        let damaged = VerifyError::Table { table, bucket: key };
        let span = tables.span((first + key) as u32);
        if span.start != next || span.end < span.start || span.end as usize > tables.count {
            return Err(damaged);
        }
        next = span.end;
        let mut before = None;
        for place in origin + span.start as usize..origin + span.end as usize {
            let Ok(row) = tables.row(place as u32) else { return Err(damaged) };
            let bits = rows.bits(row as usize);
            let column = window(&bits, start + plan.key_bits, COLUMN) as u16;
            let fits = window(&bits, start, plan.key_bits) as usize == key
                && tables.columns[place].get() == column
                && before.is_none_or(|before| before < row);
            if !fits {
                return Err(damaged);
            }
            before = Some(row);
        }
    }
    match next as usize == tables.count {
        true => Ok(()),
        false => Err(VerifyError::Table { table, bucket: plan.buckets() }),
    }
}
