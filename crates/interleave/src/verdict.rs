//! The rules decide nothing here.

pub(crate) struct Rules;
