//! Documents that people hold in their hands: A4 pages as PDF/A and PDF/UA, with fonts of our own in them. The same content
//! gives the same bytes: no clock and no chance takes part. Knows no feature.

mod page;
mod typesetter;

pub use page::{Block, Document};
