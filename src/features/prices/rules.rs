//! Which price is in force on a day, and what a price may not touch.

use chrono::NaiveDate;

use super::api::{Price, PriceFields};
use crate::problem::{Problem, Violation};

/// The price in force on a day, of prices of one code: the one with the latest first day on or before it.
pub(super) fn price_on(prices: &[Price], day: NaiveDate) -> Option<&Price> {
    prices.iter().filter(|price| price.valid_from <= day).max_by_key(|price| price.valid_from)
}

/// Whether a price from this day on would be in force on a day that was billed; `others` are the other prices of its
/// code, `billed` the days whose price was billed.
pub(super) fn reaches_billed(valid_from: NaiveDate, others: &[Price], billed: &[NaiveDate]) -> bool {
    let next = others.iter().map(|price| price.valid_from).filter(|day| *day > valid_from).min();
    billed.iter().any(|day| *day >= valid_from && next.is_none_or(|next| *day < next))
}

/// The first day on which a new price reaches nothing that was billed, whatever other prices there are.
pub(super) fn earliest(billed: &[NaiveDate]) -> Option<NaiveDate> {
    billed.iter().max().and_then(NaiveDate::succ_opt)
}

/// An exemption explains why there is no BTW, so it goes with a rate of 0 only.
pub(super) fn check(fields: &PriceFields) -> Result<(), Problem> {
    if fields.vat_exemption.is_none() || fields.vat_rate == 0 {
        return Ok(());
    }
    let (dutch, english) =
        ("Een vrijstelling hoort bij een btw-tarief van 0.", "An exemption goes with a BTW rate of 0.");
    Err(Problem::invalid(vec![Violation::body("/vatExemption", "onlyAtRateZero", dutch, english)]))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days};
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::super::api::PriceCode;
    use super::*;
    use crate::ids::PriceId;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(number)
    }

    fn price(first: u64) -> Price {
        Price {
            id: PriceId::new(),
            code: PriceCode::Refresher,
            amount_cents: i64::try_from(first).unwrap(),
            vat_rate: 21,
            vat_exemption: None,
            valid_from: day(first),
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    proptest! {
        #[test]
        fn the_latest_first_day_on_or_before_the_day_wins(firsts in btree_set(0..60_u64, 0..8), on in 0..60_u64) {
            let prices: Vec<Price> = firsts.iter().map(|first| price(*first)).collect();
            let expected = firsts.range(..=on).next_back().map(|first| day(*first));
            prop_assert_eq!(price_on(&prices, day(on)).map(|price| price.valid_from), expected);
            let turned: Vec<Price> = prices.iter().rev().cloned().collect();
            prop_assert_eq!(price_on(&turned, day(on)), price_on(&prices, day(on)));
        }

        #[test]
        fn a_price_that_reaches_nothing_billed_leaves_every_billed_day_its_price(
            firsts in btree_set(0..60_u64, 0..8), billed in btree_set(0..60_u64, 0..8), new in 0..60_u64,
        ) {
            prop_assume!(!firsts.contains(&new));
            let before: Vec<Price> = firsts.iter().map(|first| price(*first)).collect();
            let billed: Vec<NaiveDate> = billed.iter().map(|number| day(*number)).collect();
            let added = price(new);
            let after: Vec<Price> = before.iter().cloned().chain([added.clone()]).collect();
            let changes = billed.iter().any(|day| price_on(&before, *day) != price_on(&after, *day));
            prop_assert_eq!(reaches_billed(added.valid_from, &before, &billed), changes);
            if let Some(first) = earliest(&billed) {
                prop_assert!(!reaches_billed(first, &before, &billed));
            }
        }
    }

    #[test]
    fn an_exemption_goes_with_a_rate_of_zero() {
        let fields = |vat_rate, exempt: bool| PriceFields {
            amount_cents: 1,
            vat_rate,
            vat_exemption: exempt.then(|| "Art. 11".to_owned()),
            valid_from: day(0),
        };
        assert!(check(&fields(0, true)).is_ok());
        assert!(check(&fields(0, false)).is_ok());
        assert!(check(&fields(21, false)).is_ok());
        assert!(check(&fields(21, true)).is_err());
    }
}
