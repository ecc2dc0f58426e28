//! Results for other programs. One file a format.

pub mod csv;
pub mod json;
pub mod qr;
pub mod table;
