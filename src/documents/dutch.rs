//! Days, times, amounts and lists as the Dutch write them. Spaces that a line break must not take apart are hard ones.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// `maart`; months count from 1.
pub fn month(month: u32) -> &'static str {
    let index = usize::try_from(month).unwrap_or(0).saturating_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

/// `9 maart 2026`.
pub fn day(day: NaiveDate) -> String {
    format!("{}\u{a0}{}", day.day(), month_and_year(day))
}

/// `maart 2026`.
pub fn month_and_year(day: NaiveDate) -> String {
    format!("{}\u{a0}{}", month(day.month()), day.year())
}

/// `9-3-2026`.
pub fn short_day(day: NaiveDate) -> String {
    format!("{}-{}-{}", day.day(), day.month(), day.year())
}

/// `€ 1.234,56`.
pub fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("€\u{a0}{sign}{grouped},{rest:02}")
}

/// `NL91 ABNA 0417 1643 00`.
pub fn account(iban: &str) -> String {
    let mut grouped = String::new();
    for (place, character) in iban.chars().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            grouped.push('\u{a0}');
        }
        grouped.push(character);
    }
    grouped
}

/// `maandag`.
pub fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "maandag",
        Weekday::Tue => "dinsdag",
        Weekday::Wed => "woensdag",
        Weekday::Thu => "donderdag",
        Weekday::Fri => "vrijdag",
        Weekday::Sat => "zaterdag",
        Weekday::Sun => "zondag",
    }
}

/// `9.30 uur`.
pub fn time(time: NaiveTime) -> String {
    format!("{}.{:02}\u{a0}uur", time.hour(), time.minute())
}

/// `1 uur en 30 minuten`.
pub fn duration(minutes: i32) -> String {
    let rest = |rest: i32| if rest == 1 { "1\u{a0}minuut".to_owned() } else { format!("{rest}\u{a0}minuten") };
    match (minutes / 60, minutes % 60) {
        (0, minutes) => rest(minutes),
        (hours, 0) => format!("{hours}\u{a0}uur"),
        (hours, minutes) => format!("{hours}\u{a0}uur en {}", rest(minutes)),
    }
}

/// `a, b en c`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} en {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_times_and_durations_are_in_words() {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        assert_eq!((day(monday).as_str(), weekday(monday)), ("9\u{a0}maart\u{a0}2026", "maandag"));
        assert_eq!(time(NaiveTime::from_hms_opt(9, 5, 0).unwrap()), "9.05\u{a0}uur");
        assert_eq!(duration(720), "12\u{a0}uur");
        assert_eq!(duration(90), "1\u{a0}uur en 30\u{a0}minuten");
        assert_eq!(duration(45), "45\u{a0}minuten");
        assert_eq!(duration(61), "1\u{a0}uur en 1\u{a0}minuut");
    }

    #[test]
    fn amounts_have_two_decimals_and_points_between_thousands() {
        let amounts = [0, 5, 99, 100, 99_999, 100_000, 123_456, 100_000_000, -250, -123_456, i64::MIN];
        assert_eq!(
            amounts.map(|cents| euros(cents).replace('\u{a0}', " ")),
            [
                "€ 0,00",
                "€ 0,05",
                "€ 0,99",
                "€ 1,00",
                "€ 999,99",
                "€ 1.000,00",
                "€ 1.234,56",
                "€ 1.000.000,00",
                "€ -2,50",
                "€ -1.234,56",
                "€ -92.233.720.368.547.758,08",
            ]
        );
        assert_eq!(euros(1), "€\u{a0}0,01");
    }

    #[test]
    fn months_short_days_and_accounts() {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        assert_eq!((month_and_year(monday).as_str(), short_day(monday).as_str()), ("maart\u{a0}2026", "9-3-2026"));
        assert_eq!(account("NL91ABNA0417164300").replace('\u{a0}', " "), "NL91 ABNA 0417 1643 00");
        assert_eq!(account(""), "");
    }

    #[test]
    fn the_last_of_a_list_comes_after_en() {
        let names = |names: &[&str]| listed(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!((names(&[]), names(&["a"])), (String::new(), "a".to_owned()));
        assert_eq!(names(&["a", "b", "c"]), "a, b en c");
    }
}
