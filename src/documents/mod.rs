//! Documents that people hold in their hands: A4 pages as PDF/A and PDF/UA, with fonts of our own in them. The same
//! content gives the same bytes: no clock and no chance takes part. Knows no feature.

mod certificates;
mod columns;
pub mod dutch;
mod flow;
mod page;
mod shapes;
mod sheets;
mod table;
mod typesetter;

pub use certificates::{Certificate, Certificates, Line, Look};
pub use page::{Block, Document};
pub use shapes::Smiley;
pub use table::Table;
