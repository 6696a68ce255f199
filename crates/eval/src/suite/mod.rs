//! A fixed suite of alterations: what people do to pictures before they upload them again.
//!
//! Each takes a photograph's pixels and gives others, the same ones for the same seed. 91 of them make up a grid, against
//! which figures of other systems can be compared; the others lie off it. Names, groups and what they do never change
//! under one value of [`SUITE`].

mod alteration;
mod border;
mod caption;
mod collage;
mod colour;
mod combination;
mod crop;
mod draw;
mod encoding;
mod filter;
mod lettering;
mod mirror;
mod overlay;
mod perspective;
mod post;
mod rotation;
mod scale;
mod screen;

pub use alteration::{Alteration, Group, SUITE, all};
