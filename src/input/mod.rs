//! What goes in: fields, drafts and their walks, and the reading of typed and pasted text.

pub mod carry;
pub mod changed;
pub mod date;
pub mod draft;
pub mod edit;
pub mod field;
pub mod fill;
pub mod history;
pub mod items;
pub mod named;
pub mod number;
pub mod paste;
pub mod pasted;
pub mod reference;
pub mod sheet;
pub mod text;
pub mod typed;
pub mod walk;

pub use draft::{Draft, Entry, Problem, Row, path};
pub use field::{Choice, Field, Form, Kind, Record, Scalar, Spec, Unit, Visitor};
pub use fill::{Filled, fill};
pub use walk::{Outline, outline, print, set};
