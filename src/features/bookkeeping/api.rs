//! Bookkeeping as callers see it.

mod check;
mod ledger;
mod open_items;
mod year;

pub use check::{BookCheckCode, BookFinding, BooksChecked, FindingSeverity};
pub use ledger::{LedgerFilter, LedgerLine, LedgerSource};
pub use open_items::{OpenItem, OpenItemFilter, OpenItemTotals};
pub use year::{BookCode, BookMonth, BookRate, BookSeries, BookTotals, BookYear, BookYearFilter};
