//! Days, times and lists in Dutch words. Spaces that a line break must not take apart are hard ones.

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

/// `9 maart 2026`.
pub fn day(day: NaiveDate) -> String {
    let month = MONTHS.get(usize::try_from(day.month0()).unwrap_or(0)).copied().unwrap_or_default();
    format!("{}\u{a0}{month}\u{a0}{}", day.day(), day.year())
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
    fn the_last_of_a_list_comes_after_en() {
        let names = |names: &[&str]| listed(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!((names(&[]), names(&["a"])), (String::new(), "a".to_owned()));
        assert_eq!(names(&["a", "b", "c"]), "a, b en c");
    }
}
